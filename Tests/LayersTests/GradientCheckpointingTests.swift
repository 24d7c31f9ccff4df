import Layers
import Tensors
import Testing

/// Networks that compute their activations anew, against the same networks with all of them kept.
@Suite struct GradientCheckpointingTests {
    private let numbers = SeededNumbers(seed: 5)

    /// Adds its input to what its layers make of it.
    private final class Block: Layer {
        let inner: Sequential

        init(_ count: Int) throws {
            inner = Sequential([
                try Convolution2D(count, count, size: 3, padding: 1), try BatchNorm2D(count),
            ])
        }

        func callAsFunction(_ input: Tensor) throws -> Tensor { try inner(input, adding: input) }
    }

    /// The example of ``GradientCheckpointing``.
    private final class Tower: Layer, GradientCheckpointing {
        let blocks: [Block]
        var isCheckpointed = false
        var segmentCount: Int { blocks.count }

        init() throws { blocks = try (0..<2).map { _ in try Block(3) } }

        func callAsFunction(_ input: Tensor) throws -> Tensor {
            try blocks.reduce(input) { value, block in try segment([value]) { try block($0[0]) } }
        }
    }

    private func convolution(_ inputs: Int, _ outputs: Int) throws -> Convolution2D {
        try Convolution2D(inputs, outputs, size: 3, padding: 1)
    }

    private func plainChain() throws -> Sequential {
        Sequential([
            try convolution(3, 4), try BatchNorm2D(4), ReLU(), try convolution(4, 4),
            try BatchNorm2D(4), ReLU6(), try convolution(4, 3), try BatchNorm2D(3),
        ])
    }

    private func bits(_ tensor: Tensor?) throws -> [UInt32]? {
        try tensor?.converted(to: .float32).elements(as: Float.self).map(\.bitPattern)
    }

    /// Loss, gradients of the input and the parameters, and running statistics, from the same beginning.
    private func results(
        of network: any Layer, _ images: Tensor, isCheckpointed: Bool
    ) throws -> [[UInt32]?] {
        network.setGradientCheckpointing(isCheckpointed)
        for norm in network.modules(of: BatchNorm2D.self) { try norm.resetStatistics() }
        for named in network.namedParameters { try named.parameter.tensor.setGradient(nil) }
        let input = try images.clone()
        try input.setRequiresGradient(true)
        let loss = try network(input).squared().sum()
        try loss.backward()
        return try [bits(loss.detached()), bits(input.gradient)]
            + network.namedParameters.map { try bits($0.parameter.tensor.gradient) }
            + network.namedBuffers.map { try bits($0.buffer.tensor) }
    }

    private func compare(_ network: any Layer, _ images: Tensor) throws {
        let wanted = try results(of: network, images, isCheckpointed: false)
        let found = try results(of: network, images, isCheckpointed: true)
        #expect(found == wanted)
        #expect(wanted.allSatisfy { $0 != nil })
    }

    @Test(arguments: MemoryFormat.allCases)
    func areTheSameToTheLastBit(format: MemoryFormat) throws {
        let images = try numbers.tensor([4, 3, 5, 6]).laidOut(format)
        let networks: [any Layer] = [
            try plainChain(), try Tower(), try Block(3),
            Sequential([try convolution(3, 3), try Block(3), Sequential([]), try plainChain()]),
        ]
        for network in networks { try compare(network, images) }
    }

    /// Those of LibTorch's operators as well, and those of all batches together.
    @Test func runningStatisticsAreUpdatedOnce() throws {
        let rows = try numbers.tensor([6, 3])
        for momentum in [0.1, nil] {
            let norm = try BatchNorm2D(3)
            norm.momentum = momentum
            try compare(Sequential([try Linear(3, 3), norm, ReLU(), try Linear(3, 2)]), rows)
            #expect(try bits(norm.runningMean.tensor) != [0, 0, 0])
        }
    }

    @Test func frozenStatisticsStay() throws {
        let network = try plainChain()
        for norm in network.modules(of: BatchNorm2D.self) { norm.isFrozen = true }
        try compare(network, numbers.tensor([2, 3, 4, 4]))
    }

    /// The sums of the first pass are those of the second.
    @Test func processesExchangeStatisticsOnce() throws {
        let network = try plainChain()
        let images = try numbers.tensor([2, 3, 4, 4])
        var counts: [Int] = []
        for isCheckpointed in [false, true] {
            var count = 0
            for norm in network.modules(of: BatchNorm2D.self) {
                norm.sumOverProcesses = { _ in count += 1 }
            }
            _ = try results(of: network, images, isCheckpointed: isCheckpointed)
            counts.append(count)
        }
        #expect(counts == [6, 6])
        try compare(network, images)
    }

    /// Counts how often the weights are asked for.
    private final class Counting: WeightTransform {
        private(set) var count = 0

        func callAsFunction(_ weight: Tensor) throws -> Tensor {
            count += 1
            return try weight * 2
        }
    }

    @Test func weightsAreTransformedOnce() throws {
        let (network, transform) = (try plainChain(), Counting())
        for named in network.namedParameters where named.parameter.tensor.shape.count == 4 {
            named.parameter.transform = transform
        }
        try compare(network, numbers.tensor([2, 3, 4, 4]))
        #expect(transform.count == 2 * 3)
    }

    @Test func theOutermostModuleHasTheSegments() throws {
        let chain = try plainChain()
        let network = Sequential([try convolution(3, 3), ReLU(), try Block(3), chain])
        // The first two layers, the block and the chain.
        #expect(network.setGradientCheckpointing(true) == 3)
        #expect(network.isCheckpointed && !chain.isCheckpointed)
        #expect(chain.setGradientCheckpointing(true) == 2)
        #expect(network.setGradientCheckpointing(false) == 3)
        #expect(!network.isCheckpointed && !chain.isCheckpointed)
        #expect(try Tower().setGradientCheckpointing(true) == 2)
        #expect(try Linear(2, 2).setGradientCheckpointing(true) == 0)
        #expect(Sequential([]).setGradientCheckpointing(true) == 0)
    }

    @Test func evaluationKeepsNothing() throws {
        let network = try plainChain()
        network.setGradientCheckpointing(true)
        network.setTraining(false)
        let output = try withoutGradients { try network(numbers.tensor([2, 3, 4, 4])) }
        #expect(!output.requiresGradient)
    }
}
