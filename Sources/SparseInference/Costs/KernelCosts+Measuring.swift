import Graphs
public import InferenceKernels

extension KernelCosts {
    /// Measures the costs on this processor, in one thread.
    ///
    /// A convolution of one tap, 512 inputs and outputs and 14×14 positions, whose weights a second-level
    /// cache holds, is computed with several shares of zeros, all in turns; costs follow from the shortest times.
    ///
    /// - Parameters:
    ///   - instructionSet: The instructions.
    ///   - seconds: How long is measured.
    /// - Returns: The costs.
    /// - Throws: ``InferenceError/unsupportedInstructions(_:)``.
    public static func measured(
        for instructionSet: InstructionSet, seconds: Double = 6
    ) throws -> KernelCosts {
        var costs = usual(for: instructionSet)
        costs.blockDepth = try fastest(
            blockDepths, \.blockDepth, costs, zeros: manyZeros, .sparse, instructionSet, seconds / 3
        )
        costs.sharedBlockDepth = try fastest(
            sharedBlockDepths, \.sharedBlockDepth, costs, zeros: 0, .dense, instructionSet,
            seconds / 3)
        var probes = [
            try Probe(zeros: 0, instructionSet, .dense, costs),
            try Probe(zeros: fewZeros, instructionSet, .sparse, costs),
            try Probe(zeros: manyZeros, instructionSet, .sparse, costs),
        ]
        let times = try Probe.times(&probes, seconds: seconds / 3)
        return costs.fitted(dense: times[0], few: times[1], many: times[2])
    }

    /// The depth of blocks with which a layer takes least time.
    private static func fastest(
        _ depths: [Int], _ depth: WritableKeyPath<KernelCosts, Int>, _ costs: KernelCosts,
        zeros: Double, _ selection: InferenceOptions.Selection, _ instructionSet: InstructionSet,
        _ seconds: Double
    ) throws -> Int {
        var probes = try depths.map { value in
            var costs = costs
            costs[keyPath: depth] = value
            return try Probe(zeros: zeros, instructionSet, selection, costs)
        }
        let times = try Probe.times(&probes, seconds: seconds)
        return depths[times.indices.min { times[$0] < times[$1] } ?? 0]
    }

    private static let blockDepths = [112, 176, 256, 512]
    private static let sharedBlockDepths = [128, 256, 448]
    private static let (fewZeros, manyZeros) = (0.5, 0.9)

    /// The costs that explain the times of all weights and of two shares of zeros: a time for each weight and
    /// one for each row of a block.
    private func fitted(dense: Double, few: Double, many: Double) -> KernelCosts {
        let count = Double(Probe.channels * Probe.channels)
        let (fewCount, manyCount) = (count * (1 - Self.fewZeros), count * (1 - Self.manyZeros))
        func rowCount(_ format: WeightFormat) -> Double {
            let depth = format.blockDepth(inputCount: Probe.channels, self)
            return Double(Probe.channels * ((Probe.channels + depth - 1) / depth))
        }
        let weight = max((few - many) / (fewCount - manyCount), 0)
        let row = max(many - weight * manyCount, 0) / rowCount(.sparse(height: 1))
        let unit = max(dense - row * rowCount(.dense), dense / 2) / count
        var costs = self
        // A weight with an index of its own takes no less than one that shares it.
        costs.nonZero = min(max(weight / unit, 1), 10)
        costs.row = min(row / unit, 50)
        return costs
    }
}

/// A network of one layer whose time is measured.
private struct Probe {
    static let channels = 512
    private static let side = 14

    private let model: InferenceModel
    private let inputs: [String: TensorData]
    private var times: [Double] = []

    init(
        zeros: Double, _ instructionSet: InstructionSet,
        _ selection: InferenceOptions.Selection, _ costs: KernelCosts
    ) throws {
        var state: UInt64 = 1
        let weights = (0..<Self.channels * Self.channels).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53 < zeros ? Float(0) : 0.01
        }
        let convolution = Convolution(
            strides: [1, 1], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1])
        let graph = Graph(
            inputs: [
                .init(
                    "x",
                    TensorType(
                        .float32, [1, .known(Self.channels), .known(Self.side), .known(Self.side)]))
            ], outputs: ["y"],
            nodes: [
                Node(.convolution(convolution), named: "layer", inputs: ["x", "w"], outputs: ["y"])
            ],
            weights: [
                "w": TensorData(floats: weights, shape: [Self.channels, Self.channels, 1, 1])
            ])
        model = try InferenceModel(
            graph,
            options: InferenceOptions(
                instructionSet: instructionSet, selection: selection, costs: costs))
        inputs = try model.randomInputs()
    }

    /// The shortest time of each, measured in turns: other work on the machine makes times longer alone.
    static func times(_ probes: inout [Probe], seconds: Double) throws -> [Double] {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        repeat {
            for index in probes.indices {
                let layers = try probes[index].model.measureLayers(probes[index].inputs, count: 1)
                let time = layers.first { $0.name == "layer" }?.duration ?? .zero
                probes[index].times.append(time / .nanoseconds(1))
            }
        } while clock.now < end
        return probes.map { $0.times.min() ?? 0 }
    }
}
