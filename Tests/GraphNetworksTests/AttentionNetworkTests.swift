import GraphNetworks
import Graphs
import Layers
import Tensors
import Testing

/// Written-out attention, which is computed at once, beside the reference.
@Suite struct AttentionNetworkTests {
    /// Sums of at most 6 products of numbers below 1.
    private static let tolerance = 1e-5

    private func graph(scale: Float, isMasked: Bool) -> Graph {
        let heads = TensorType(.float32, ["batch", 2, 5, 6])
        let mask = Graph.Input("mask", TensorType(.float32, ["batch", 5]))
        return Graph(
            inputs: ["q", "k", "v"].map { .init($0, heads) } + (isMasked ? [mask] : []),
            outputs: ["y"],
            nodes: [
                Node(.binary(.mul), inputs: ["q", "scale"], outputs: ["qs"]),
                Node(.transpose(permutation: [0, 1, 3, 2]), inputs: ["k"], outputs: ["kt"]),
                Node(.matMul, inputs: ["qs", "kt"], outputs: ["product"]),
            ]
                + (isMasked
                    ? [
                        Node(.unsqueeze(axes: [1, 2]), inputs: ["mask"], outputs: ["places"]),
                        Node(
                            .binary(.add), inputs: ["product", "places"], outputs: ["scores"]),
                    ] : [])
                + [
                    Node(
                        .softmax(axis: -1), inputs: [isMasked ? "scores" : "product"],
                        outputs: ["shares"]),
                    Node(.matMul, inputs: ["shares", "v"], outputs: ["y"]),
                ],
            weights: ["scale": TensorData(floats: [scale], shape: [])])
    }

    @Test(arguments: [0.25, 0.408_248_29] as [Float], [false, true])
    func computesWhatTheReferenceDoes(scale: Float, isMasked: Bool) throws {
        let graph = graph(scale: scale, isMasked: isMasked)
        #expect(try graph.attentionBlocks().count == 1)
        let network = try GraphNetwork(graph)
        var tensors: [(String, Tensors.Tensor)] = []
        var plain: [String: Graphs.Tensor] = [:]
        for input in graph.inputs {
            let shape = [3] + input.type.shape.dropFirst().compactMap(\.value)
            let tensor =
                try input.name == "mask"
                ? Tensors.Tensor(
                    [0, 0, -1e4, -1e4, 0, 0, 0, 0, 0, 0, -1e4, 0, 0, 0, 0] as [Float], shape: shape)
                : .randomNormal(shape)
            tensors.append((input.name, tensor))
            plain[input.name] = Graphs.Tensor(
                .float32, shape, try tensor.elements(as: Float.self).map { Double($0) })
        }
        let found = try network(NamedTensors(tensors)).tensors[0].elements(as: Float.self)
        let wanted = try #require(ReferenceEvaluator(graph).run(plain)["y"]).numbers
        #expect(zip(found, wanted).allSatisfy { abs(Double($0) - $1) < Self.tolerance })
    }
}
