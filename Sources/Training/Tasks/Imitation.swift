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

    /// What is added to the mean square of an output, so that one that is zero almost everywhere, as the
    /// map of a detector that sees nothing, is not compared on a scale of its own noise.
    private static let floor = 1e-3

    /// The root of the mean square of the differences as a share of that of the imitated outputs.
    public var metrics: [Metric] {
        [Metric("deviation", title: "deviation from the imitated outputs", isBetterLarger: false)]
    }

    /// The mean over the outputs of the mean of (y − t)² as a share of that of t², so that large outputs
    /// do not count for more.
    public func loss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        let shares = try pairs(outputs, targets).map { output, target in
            try (output - target).squared().mean() / (target.squared().mean() + Self.floor)
        }
        guard let first = shares.first else {
            throw LayerError.noSuchTensor(name: nil, role: "outputs", found: outputs.names)
        }
        return try shares.dropFirst().reduce(first) { try $0 + $1 } / Double(shares.count)
    }

    /// For each output the sums of squared differences and of squares, in double precision, and how
    /// many numbers it has.
    public func sums(of outputs: NamedTensors, targets: NamedTensors) throws -> NamedTensors {
        NamedTensors(
            try pairs(outputs, targets).enumerated().flatMap { index, pair in
                let target = try pair.target.converted(to: .float64)
                let difference = try pair.output.converted(to: .float64) - target
                return [
                    ("differences.\(index)", try difference.squared().sum()),
                    ("squares.\(index)", try target.squared().sum()),
                    ("numbers.\(index)", try target.isEqual(to: target).sum()),
                ]
            })
    }

    /// The deviation, of the mean share of all outputs.
    public func values(from sums: [String: [Double]], count: Int) -> [String: Double] {
        let outputs = sums.keys.filter { $0.hasPrefix("numbers.") }
            .map { $0.dropFirst("numbers.".count) }
        let shares = outputs.map { output in
            func mean(_ sum: String) -> Double {
                (sums["\(sum).\(output)"]?.first ?? 0)
                    / max(sums["numbers.\(output)"]?.first ?? 0, 1)
            }
            return mean("differences") / (mean("squares") + Self.floor)
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
