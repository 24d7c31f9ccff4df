import Layers
import Models
import Tensors
import Testing

/// Whole networks that compute their activations anew, against the same networks with all of them kept.
@Suite struct CheckpointedNetworkTests {
    private static func bits(_ tensor: Tensor?) throws -> [UInt32]? {
        try tensor?.converted(to: .float32).elements(as: Float.self).map(\.bitPattern)
    }

    /// Loss, gradients and running statistics, from the same beginning.
    private static func results(
        of network: any Network, _ inputs: NamedTensors, isCheckpointed: Bool
    ) throws -> [String: [UInt32]?] {
        network.setGradientCheckpointing(isCheckpointed)
        for norm in network.modules(of: BatchNorm2D.self) { try norm.resetStatistics() }
        for named in network.namedParameters { try named.parameter.tensor.setGradient(nil) }
        let inputs = try inputs.mapTensors { tensor in
            guard tensor.isFloatingPoint else { return tensor }
            let leaf = try tensor.clone()
            try leaf.setRequiresGradient(true)
            return leaf
        }
        let logits = try network(inputs).tensors[0]
        let labels = try Tensor(
            (0..<logits.shape[0]).map { Int64($0 % 2) }, shape: [logits.shape[0]])
        let loss = try logits.crossEntropy(with: labels)
        try loss.backward()
        var results: [String: [UInt32]?] = ["the loss": try bits(loss.detached())]
        for (name, tensor) in zip(inputs.names, inputs.tensors) {
            results["the input " + name] = try bits(tensor.gradient)
        }
        for named in network.namedParameters {
            results[named.path] = try bits(named.parameter.tensor.gradient)
        }
        for named in network.namedBuffers { results[named.path] = try bits(named.buffer.tensor) }
        return results
    }

    private static func compare(
        _ network: any Network, _ inputs: NamedTensors, segmentCount: Int, seed: UInt64? = nil
    ) throws {
        #expect(network.setGradientCheckpointing(true) == segmentCount)
        if let seed { try LibTorch.seed(seed) }
        let wanted = try results(of: network, inputs, isCheckpointed: false)
        if let seed { try LibTorch.seed(seed) }
        let found = try results(of: network, inputs, isCheckpointed: true)
        #expect(wanted.count == found.count)
        for (name, bits) in wanted { #expect(found[name] == bits, "\(name)") }
    }

    @Test(arguments: MemoryFormat.allCases) func residualNetworks(format: MemoryFormat) throws {
        let images = try Tensor.randomNormal([3, 3, 16, 16]).laidOut(format)
        try Self.compare(CIFARResNet(blockCount: 2), ["images": images], segmentCount: 6)
        let network = try ResNet(.resNet18, classCount: 4, stem: .smallImages)
        try Self.compare(network, ["images": images], segmentCount: 8)
    }

    @Test func depthwiseNetworks() throws {
        let images: NamedTensors = ["images": try Tensor.randomNormal([3, 3, 16, 16])]
        let first = try MobileNetV1(width: 0.25, classCount: 4, stem: .smallImages)
        try Self.compare(first, images, segmentCount: 14)
        // The first convolution, 17 blocks, the last convolution and the classifier.
        let second = try MobileNetV2(width: 0.5, classCount: 4, stem: .smallImages, dropout: 0)
        try Self.compare(second, images, segmentCount: 20)
    }

    @Test func transformers() throws {
        let network = try VisionTransformer(
            .init(imageSize: 16, patchSize: 4, width: 24, blockCount: 3, headCount: 3),
            classCount: 4)
        let images: NamedTensors = ["images": try Tensor.randomNormal([3, 3, 16, 16])]
        try Self.compare(network, images, segmentCount: 3)
    }

    @Test func transformersWithDropout() async {
        await #expect(processExitsWith: .success) {
            var configuration = BERTConfiguration(layerCount: 3, hiddenSize: 128)
            configuration.vocabularySize = 50
            configuration.maximumPositionCount = 24
            configuration.attentionDropout = 0.2
            let tokens = (0..<24).map { Int64(1 + $0 * 7 % 48) }
            let mask = (0..<24).map { Int64($0 < 20 ? 1 : 0) }
            try Self.compare(
                BERTClassifier(configuration),
                [
                    "input_ids": Tensor(tokens, shape: [3, 8]),
                    "token_type_ids": Tensor.zeros([3, 8], type: .int64),
                    "attention_mask": Tensor(mask, shape: [3, 8]),
                ], segmentCount: 3, seed: 3)
        }
    }

    @Test func networksWithoutBlocks() throws {
        #expect(try SmallCNN().setGradientCheckpointing(true) == 0)
    }
}
