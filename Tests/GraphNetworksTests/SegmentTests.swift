import GraphNetworks
import Graphs
import Layers
import Models
import ONNXFiles
import Tensors
import TestSupport
import Testing

/// Graphs whose activations are computed anew, against the same graphs with all of them kept.
@Suite struct SegmentTests {
    private static func bits(_ tensor: Tensors.Tensor?) throws -> [UInt32]? {
        try tensor?.converted(to: .float32).elements(as: Float.self).map(\.bitPattern)
    }

    /// Outputs, gradients and running statistics, from the same beginning.
    private static func results(
        of network: GraphNetwork, _ inputs: NamedTensors, isCheckpointed: Bool
    ) throws -> [String: [UInt32]?] {
        network.isCheckpointed = isCheckpointed
        for norm in network.modules(of: BatchNorm2D.self) { try norm.resetStatistics() }
        for named in network.namedParameters { try named.parameter.tensor.setGradient(nil) }
        let inputs = try inputs.mapTensors { tensor in
            guard tensor.scalarType == .float32 else { return tensor }
            let leaf = try tensor.clone()
            try leaf.setRequiresGradient(true)
            return leaf
        }
        let output = try network(inputs).tensors[0]
        try output.squared().sum().backward()
        var results: [String: [UInt32]?] = ["the output": try bits(output.detached())]
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
        _ network: GraphNetwork, _ inputs: NamedTensors, seed: UInt64? = nil
    ) throws {
        if let seed { try LibTorch.seed(seed) }
        let wanted = try results(of: network, inputs, isCheckpointed: false)
        if let seed { try LibTorch.seed(seed) }
        let found = try results(of: network, inputs, isCheckpointed: true)
        #expect(wanted.count == found.count)
        for (name, bits) in wanted { #expect(found[name] == bits, "\(name)") }
    }

    @Test func residualNetworks() throws {
        func images(_ count: Int) throws -> NamedTensors {
            ["input": try Tensors.Tensor.randomNormal([count, 3, 16, 16])]
        }
        let network = try GraphNetwork(
            CIFARResNet(blockCount: 2).traced(images(2), images(3), axes: ["input": [0: "batch"]]))
        // About thirty steps, of which √30 and up to a block more are in each.
        #expect((3...5).contains(network.segmentCount))
        try Self.compare(network, images(4))
    }

    @Test func transformersWithDropout() async {
        await #expect(processExitsWith: .success) {
            func sentences(_ count: Int, _ length: Int) throws -> NamedTensors {
                let tokens = try Tensors.Tensor.randomUniform([count, length]) * 48 + 1
                return [
                    "input_ids": try tokens.converted(to: .int64),
                    "token_type_ids": try Tensors.Tensor.zeros([count, length], type: .int64),
                    "attention_mask": try Tensors.Tensor.zeros([count, length], type: .int64) + 1,
                ]
            }
            var configuration = BERTConfiguration(layerCount: 4, hiddenSize: 64)
            configuration.vocabularySize = 50
            configuration.maximumPositionCount = 24
            configuration.attentionDropout = 0.2
            let axes = [0: "batch", 1: "length"]
            let graph = try BERTClassifier(configuration).traced(
                sentences(2, 5), sentences(3, 7),
                axes: ["input_ids": axes, "token_type_ids": axes, "attention_mask": axes])
            let network = try GraphNetwork(graph)
            #expect(network.segmentCount >= 4)
            try Self.compare(network, sentences(4, 11), seed: 3)
        }
    }

    /// Of the small files, most have one or two nodes.
    @Test(arguments: GoldenCase.all) func computesTheSame(_ golden: GoldenCase) throws {
        let network = try GraphNetwork(ONNXFile(path: golden.path).graph)
        network.setTraining(false)
        let wanted = try network(golden.tensors)
        network.isCheckpointed = true
        let found = try network(golden.tensors)
        #expect(found.names == wanted.names)
        for (one, other) in zip(found.tensors, wanted.tensors) {
            #expect(try Self.bits(one.detached()) == Self.bits(other.detached()))
        }
    }

    /// Nine products with ReLUs between them; `sum` also adds what the first one has given.
    private func chain(keepingFirst: Bool, isShared: Bool = false) throws -> GraphNetwork {
        var nodes: [Node] = []
        var weights: [String: TensorData] = [:]
        for index in 0..<9 {
            let name = isShared && index > 0 ? "w0" : "w\(index)"
            weights[name] = TensorData(
                floats: (0..<16).map { Float(($0 * 7 + index) % 11) / 11 - 0.3 }, shape: [4, 4])
            nodes.append(Node(.matMul, inputs: ["x\(index)", name], outputs: ["p\(index)"]))
            nodes.append(Node(.unary(.relu), inputs: ["p\(index)"], outputs: ["x\(index + 1)"]))
        }
        let kept = keepingFirst ? "x1" : "x9"
        nodes.append(Node(.binary(.add), inputs: ["x9", kept], outputs: ["sum"]))
        return try GraphNetwork(
            Graph(
                inputs: [.init("x0", TensorType(.float32, ["batch", 4]))], outputs: ["sum"],
                nodes: nodes, weights: weights))
    }

    @Test func dividesWhereOneValueIsNeeded() throws {
        let inputs: NamedTensors = ["x0": try Tensors.Tensor.randomNormal([5, 4])]
        // 19 steps: after 4, 8, 12 and 16; a value that is needed in the end is a second one everywhere.
        let chain = try chain(keepingFirst: false)
        #expect(chain.segmentCount == 4)
        try Self.compare(chain, inputs)
        let skipping = try self.chain(keepingFirst: true)
        #expect(skipping.segmentCount == 0)
        #expect(skipping.setGradientCheckpointing(true) == 0)
        try Self.compare(skipping, inputs)
    }

    /// Every segment adds its part to the gradient of a weight, in another order.
    @Test func sharedWeightsGetAllGradients() throws {
        let network = try chain(keepingFirst: false, isShared: true)
        let inputs: NamedTensors = ["x0": try Tensors.Tensor.randomNormal([5, 4])]
        let gradients = try [false, true].map { isCheckpointed in
            _ = try Self.results(of: network, inputs, isCheckpointed: isCheckpointed)
            return try #require(try network.namedParameters[0].parameter.tensor.gradient).clone()
        }
        let difference = try (gradients[0] - gradients[1]).magnitude().maximum().item()
        #expect(try difference <= 1e-5 * gradients[0].magnitude().maximum().item())
    }
}
