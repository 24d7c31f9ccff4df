import Layers
import Optimization
import ProcessGroups
import Tensors
import TestSupport
import Testing
import Training

@Suite struct GradientAveragingTests {
    /// Weights of several buckets, and one that takes part in every second step alone.
    private struct Weights {
        let all: [NamedParameter]

        init() throws {
            all = try (0..<4).map { index in
                NamedParameter(
                    path: "\(index)",
                    parameter: try Parameter(
                        Tensor.full([300_000], 0.5 + Double(index)), kind: .linear))
            }
        }

        /// The sum of c·w², whose gradient is 2·c·w.
        func loss(_ factor: Double, step: Int) throws -> Tensor {
            let used = step.isMultiple(of: 2) ? all : Array(all.dropLast())
            let terms = try used.map { try $0.parameter.tensor.squared().sum() * factor }
            return try terms.dropFirst().reduce(terms[0]) { try $0 + $1 }
        }

        var firstGradients: [Double?] {
            get throws {
                try all.map { try $0.parameter.tensor.gradient?.narrowed(0, to: 7..<8).item() }
            }
        }
    }

    /// Two batches in each of two steps, with factors that differ from process to process.
    private static func gradients(
        _ makeExchange: @escaping @Sendable (ProcessGroup) -> any GradientExchange
    ) throws -> [Outcome<[[Double?]]>] {
        try ProcessGroupTests.inGroup(of: 2) { group in
            let weights = try Weights()
            let optimizer = try SGD(weights.all, momentum: 0, weightDecay: 0)
            let step = TrainingStep(optimizer, exchange: makeExchange(group))
            return try (0..<2).map { number in
                try step(learningRate: 0, batchCount: 2) { batch in
                    try weights.loss(Double(1 + batch + 4 * group.rank), step: number)
                }
                return try weights.firstGradients
            }
        }
    }

    @Test func areTheMeansOfAllProcesses() throws {
        let overlapped = try Self.gradients { GradientAveraging(over: $0) }
        let plain = try Self.gradients { PlainGradientAveraging(over: $0) }
        // The factors are 1, 2, 5 and 6, their mean 3.5; 2·3.5·w.
        let wanted: [[Double?]] = [[3.5, 10.5, 17.5, 24.5], [3.5, 10.5, 17.5, nil]]
        for outcome in overlapped + plain {
            #expect(outcome.error == nil)
            #expect(outcome.value == wanted)
        }
    }

    /// The step is left out by both, and the next one has half of the scale.
    @Test func anOverflowInOneProcessIsOneInAll() throws {
        let found = try ProcessGroupTests.inGroup(of: 2) { group in
            let weights = try Weights()
            let scaler = GradientScaler()
            let step = TrainingStep(
                try SGD(weights.all, momentum: 0, weightDecay: 0),
                exchange: GradientAveraging(over: group), scaler: scaler)
            let areMade = try (0..<3).map { number in
                try step(learningRate: 0.25) { _ in
                    try weights.loss(number == 1 && group.rank == 1 ? 1e38 : 1, step: 0)
                }
            }
            let values = try weights.all.map {
                try $0.parameter.tensor.narrowed(0, to: 7..<8).item()
            }
            return (areMade, scaler.state, values)
        }
        for outcome in found {
            let (areMade, state, values) = try #require(outcome.value)
            #expect(areMade == [true, false, true])
            #expect(state.scale == 32768 && state.skippedStepCount == 1)
            // w − ¼ · 2 · w, twice.
            #expect(values == [0.125, 0.375, 0.625, 0.875])
        }
    }

    @Test func differencesOfOneBitAreFound() throws {
        let found = try ProcessGroupTests.inGroup(of: 2) { group in
            let network = try Linear(3, 2)
            let trainer = Trainer(
                network, optimizer: try SGD(network.namedParameters), source: NoBatches(),
                settings: Trainer.Settings(epochCount: 1, learningRate: 0.1), processes: group)
            try trainer.shareBeginning()
            try trainer.checkProcesses()
            if group.rank == 1 {
                try network.weight.tensor.withUnsafeFloats { $0[4] = $0[4].nextUp }
            }
            try trainer.checkProcesses()
        }
        for outcome in found {
            #expect(
                outcome.error
                    == "the weights of 'weight' are not the same in all 2 processes: rank 1 has "
                    + "others than rank 0")
        }
    }

    /// No examples, for a trainer that does not train.
    private struct NoBatches: BatchSource, BatchStream {
        var batchCount: Int { 0 }
        var smallestBatchCount: Int { 0 }
        func batches(epoch: Int, startingAt batchIndex: Int) -> NoBatches { self }
        func next(on device: Device) throws -> Batch? { nil }
    }
}
