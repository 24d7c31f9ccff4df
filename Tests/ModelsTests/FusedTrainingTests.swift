import Layers
import Models
import Tensors
import TestSupport
import Testing

/// Whole networks with fused batch norms, against the same networks with operators one after another.
@Suite struct FusedTrainingTests {
    /// Single precision through a few layers.
    private static let tolerance = 2e-5

    /// That through many, with few values for each channel in the last ones.
    private static let deepTolerance = 1e-3

    /// Values that are the same in every run: where an activation is 0 up to rounding, gradients differ.
    private func fill(_ tensor: Tensor, _ generator: inout SeededGenerator) throws {
        let fanIn = max(tensor.shape.dropFirst().reduce(1, *), 1)
        let bound = (3 / Float(fanIn)).squareRoot()
        let numbers = (0..<tensor.count).map { _ in
            Float.random(in: -bound...bound, using: &generator)
        }
        try tensor.copy(from: Tensor(numbers, shape: tensor.shape))
    }

    /// The loss and the gradients and statistics by path.
    private func results(
        of network: any Layer, _ images: Tensor, isFused: Bool
    ) throws -> (loss: Double, tensors: [(path: String, tensor: Tensor)]) {
        for norm in network.modules(of: BatchNorm2D.self) {
            try norm.resetStatistics()
            // A sum over one process changes nothing, and has no kernel.
            norm.sumOverProcesses = isFused ? nil : { _ in }
        }
        for named in network.namedParameters { try named.parameter.tensor.setGradient(nil) }
        let labels = try Tensor((0..<images.shape[0]).map { Int64($0) }, shape: [images.shape[0]])
        let loss = try network(images).crossEntropy(with: labels)
        try loss.backward()
        let gradients = try network.namedParameters.map { named in
            (named.path, try #require(try named.parameter.tensor.gradient))
        }
        let statistics = try network.namedBuffers.map { named in
            (named.path, try named.buffer.tensor.converted(to: .float32).clone())
        }
        return (try loss.item(), gradients + statistics)
    }

    /// Gives the network and images numbers that are the same in every run.
    private func prepare(_ network: any Layer, inputShape: [Int]) throws -> Tensor {
        var generator = SeededGenerator(seed: 11)
        let images = try Tensor.zeros(inputShape)
        try withoutGradients {
            for named in network.namedParameters where named.parameter.kind != .scale {
                try fill(named.parameter.tensor, &generator)
            }
            try fill(images, &generator)
        }
        return try images * 10
    }

    private func compare(_ network: any Layer, inputShape: [Int]) throws {
        let images = try prepare(network, inputShape: inputShape)
        for format in MemoryFormat.allCases {
            let input = try images.laidOut(format)
            let found = try results(of: network, input, isFused: true)
            let wanted = try results(of: network, input, isFused: false)
            #expect(abs(found.loss - wanted.loss) < Self.tolerance)
            for (one, other) in zip(found.tensors, wanted.tensors) {
                let error = try (one.tensor - other.tensor).squared().sum().item()
                let size = try other.tensor.squared().sum().item()
                #expect(
                    error <= Self.tolerance * Self.tolerance * max(size, 1e-6),
                    "\(format) \(one.path) \(error) \(size)")
            }
        }
    }

    @Test func residualBlocks() throws {
        try compare(CIFARResNet(blockCount: 1), inputShape: [4, 3, 32, 32])
    }

    @Test func convolutionsOneAfterAnother() throws {
        try compare(SmallCNN(), inputShape: [4, 1, 28, 28])
    }

    @Test func lossesOfDeepNetworks() throws {
        let networks: [any Layer] = [
            try ResNet(.resNet18, classCount: 4, stem: .smallImages),
            try MobileNetV1(width: 0.25, classCount: 4, stem: .smallImages),
            try MobileNetV2(width: 0.5, classCount: 4, stem: .smallImages, dropout: 0),
        ]
        let images = try Tensor.randomNormal([4, 3, 32, 32]).laidOut(.channelsLast)
        for network in networks {
            let found = try results(of: network, images, isFused: true).loss
            let wanted = try results(of: network, images, isFused: false).loss
            #expect(abs(found - wanted) < Self.deepTolerance, "\(type(of: network))")
        }
    }
}
