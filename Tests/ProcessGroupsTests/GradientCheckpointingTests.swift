import Layers
import Models
import Optimization
import ProcessGroups
import Tensors
import TestSupport
import Testing
import Training

/// Processes that compute their activations anew, against those that keep them all.
@Suite struct GradientCheckpointingTests {
    /// The gradients and running statistics of two steps of two batches in each of two processes.
    private static func results(
        isCheckpointed: Bool, isSynchronized: Bool, isPlain: Bool
    ) throws -> [Outcome<[[Float]]>] {
        try ProcessGroupTests.inGroup(of: 2) { group in
            let network = try CIFARResNet(blockCount: 1, classCount: 4)
            var numbers = SeededGenerator(seed: 7)
            func draw(_ shape: [Int]) throws -> Tensor {
                try Tensor(
                    (0..<shape.reduce(1, *)).map { _ in
                        Float.random(in: -0.3...0.3, using: &numbers)
                    },
                    shape: shape)
            }
            try withoutGradients {
                for named in network.namedParameters where named.parameter.kind != .scale {
                    let tensor = named.parameter.tensor
                    try tensor.copy(from: draw(tensor.shape))
                }
            }
            let images = try (0..<4).map { _ in try draw([4, 3, 8, 8]) }
            let labels = try Tensor([0, 1, 2, 3] as [Int64], shape: [4])
            network.setGradientCheckpointing(isCheckpointed)
            if isSynchronized {
                for norm in network.modules(of: BatchNorm2D.self) {
                    norm.sumOverProcesses = { try group.sum($0, "normalising a batch") }
                }
            }
            let optimizer = try SGD(network.namedParameters)
            let exchange: any GradientExchange =
                isPlain ? PlainGradientAveraging(over: group) : GradientAveraging(over: group)
            let step = TrainingStep(optimizer, exchange: exchange)
            for _ in 0..<2 {
                try step(learningRate: 0.1, batchCount: 2) { batch in
                    try network(images[2 * batch + group.rank]).crossEntropy(with: labels)
                }
            }
            return try network.namedParameters.map {
                try #require(try $0.parameter.tensor.gradient).elements()
            }
                + network.namedBuffers.map {
                    try $0.buffer.tensor.converted(to: .float32).elements()
                }
        }
    }

    @Test(arguments: [false, true], [false, true])
    func areTheSameToTheLastBit(isPlain: Bool, isSynchronized: Bool) throws {
        let results = try [false, true].map { isCheckpointed in
            try Self.results(
                isCheckpointed: isCheckpointed, isSynchronized: isSynchronized, isPlain: isPlain)
        }
        #expect(results[0].compactMap(\.error) == [])
        #expect(results[1].compactMap(\.error) == [])
        #expect(results[0].compactMap(\.value) == results[1].compactMap(\.value))
    }
}
