public import Layers
public import Reports
public import Tensors

/// The outputs of another network, whatever they are: the targets are what it gives for the same inputs.
///
/// Labels are not needed, so any network learns on any inputs to do with fewer weights what it did.
public struct Imitation: LearningTask {
    /// `imitate`.
    public static let name = "imitate"

    /// Describes the task.
    public init() {}

    /// `imitate`.
    public var name: String { Self.name }

    /// The root of the squared differences of the outputs as a share of their squares.
    public var metrics: [Metric] {
        [Metric("deviation", title: "deviation from the imitated outputs", isBetterLarger: false)]
    }

    /// The mean over the outputs of Σ(y − t)² / Σt², so that large outputs do not count for more.
    public func loss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        let shares = try pairs(outputs, targets).map { output, target in
            try (output - target).squared().sum() / (target.squared().sum() + 1e-12)
        }
        guard let first = shares.first else {
            throw LayerError.noSuchTensor(name: nil, role: "outputs", found: outputs.names)
        }
        return try shares.dropFirst().reduce(first) { try $0 + $1 } / Double(shares.count)
    }

    /// For each output the sums of squared differences and of squares, in double precision.
    public func sums(of outputs: NamedTensors, targets: NamedTensors) throws -> NamedTensors {
        NamedTensors(
            try pairs(outputs, targets).enumerated().flatMap { index, pair in
                let target = try pair.target.converted(to: .float64)
                let difference = try pair.output.converted(to: .float64) - target
                return [
                    ("differences.\(index)", try difference.squared().sum()),
                    ("squares.\(index)", try target.squared().sum()),
                ]
            })
    }

    /// The deviation, of the mean share of all outputs.
    public func values(from sums: [String: [Double]], count: Int) -> [String: Double] {
        let names = sums.keys.filter { $0.hasPrefix("differences.") }
        let shares = names.map { name in
            let squares = sums["squares." + name.dropFirst("differences.".count)]?.first ?? 0
            return (sums[name]?.first ?? 0) / max(squares, 1e-12)
        }
        let mean = shares.reduce(0, +) / Double(max(shares.count, 1))
        return ["deviation": mean.squareRoot()]
    }

    /// Every output that is a floating-point number, with its target.
    private func pairs(
        _ outputs: NamedTensors, _ targets: NamedTensors
    ) throws -> [(output: Tensor, target: Tensor)] {
        try zip(outputs.names, outputs.tensors).compactMap { name, output in
            switch output.scalarType {
            case .float16, .bfloat16, .float32, .float64:
                (output, try targets.tensor(name, role: "targets"))
            case .uint8, .int8, .int16, .int32, .int64, .bool, nil: nil
            }
        }
    }
}
