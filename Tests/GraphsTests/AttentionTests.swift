import Graphs
import Testing

/// Attention in the forms in which exporters write it out.
@Suite struct AttentionTests {
    /// A graph of queries, keys, values `[batch, 2, 3, 4]` and a mask, with numbers by name.
    private func graph(_ nodes: [Node], _ numbers: [String: Float] = [:]) -> Graph {
        let heads = TensorType(.float32, ["batch", 2, 3, 4])
        return Graph(
            inputs: ["q", "k", "v"].map { .init($0, heads) } + [
                .init("mask", TensorType(.float32, ["batch", 1, 3, 3])),
                .init("seen", TensorType(.bool, ["batch", 1, 3, 3])),
            ], outputs: ["y"], nodes: nodes,
            weights: numbers.mapValues { TensorData(floats: [$0], shape: []) })
    }

    private let transpose = Node(
        .transpose(permutation: [0, 1, 3, 2]), inputs: ["k"], outputs: ["kt"])
    private let softmax = Node(.softmax(axis: -1), inputs: ["scores"], outputs: ["shares"])
    private let result = Node(.matMul, inputs: ["shares", "v"], outputs: ["y"])

    /// Expects one block of `q`, `kt` and `v`.
    private func expect(
        _ graph: Graph, scale: Double, mask: AttentionBlock.Mask?, nodes: [Int]
    ) throws {
        try graph.check()
        let blocks = try graph.attentionBlocks()
        #expect(blocks.count == 1)
        let block = try #require(blocks.first)
        #expect(block.queries == "q" && block.transposedKeys == "kt" && block.values == "v")
        #expect(block.scale == scale && block.mask == mask && block.output == "y")
        #expect(block.nodes == nodes)
    }

    /// The older exporter and eager attention: scaled after the product, a mask added.
    @Test(arguments: [BinaryOperator.mul, .div]) func isFoundWithAScaledProduct(
        function: BinaryOperator
    ) throws {
        let nodes = [
            transpose, Node(.matMul, inputs: ["q", "kt"], outputs: ["product"]),
            Node(.binary(function), inputs: ["product", "factor"], outputs: ["scaled"]),
            Node(.binary(.add), inputs: ["scaled", "mask"], outputs: ["scores"]), softmax, result,
        ]
        let graph = graph(nodes, ["factor": 0.5])
        try expect(
            graph, scale: function == .mul ? 0.5 : 2, mask: .added("mask"), nodes: [1, 2, 3, 4, 5])
    }

    /// The newer exporter: both factors scaled, undefined rows set to zero.
    @Test func isFoundWithScaledFactorsAndUndefinedRows() throws {
        let nodes = [
            Node(.binary(.mul), inputs: ["q", "root"], outputs: ["qs"]), transpose,
            Node(.binary(.mul), inputs: ["kt", "root"], outputs: ["ks"]),
            Node(.matMul, inputs: ["qs", "ks"], outputs: ["product"]),
            Node(.binary(.add), inputs: ["mask", "product"], outputs: ["scores"]), softmax,
            Node(.unary(.isNaN), inputs: ["shares"], outputs: ["undefined"]),
            Node(.where, inputs: ["undefined", "zero", "shares"], outputs: ["defined"]),
            Node(.matMul, inputs: ["defined", "v"], outputs: ["y"]),
        ]
        try expect(
            graph(nodes, ["root": 0.5, "zero": 0]), scale: 0.25, mask: .added("mask"),
            nodes: [0, 2, 3, 4, 5, 6, 7, 8])
    }

    /// Networks of the catalogue: queries scaled, truth values as mask.
    @Test func isFoundWithTruthValues() throws {
        let nodes = [
            Node(.binary(.mul), inputs: ["q", "root"], outputs: ["qs"]), transpose,
            Node(.matMul, inputs: ["qs", "kt"], outputs: ["product"]),
            Node(.where, inputs: ["seen", "product", "hidden"], outputs: ["scores"]), softmax,
            result,
        ]
        try expect(
            graph(nodes, ["root": 0.5, "hidden": -.infinity]), scale: 0.5, mask: .allowed("seen"),
            nodes: [0, 2, 3, 4, 5])
    }

    @Test func isFoundWithoutAMask() throws {
        let nodes = [
            transpose, Node(.matMul, inputs: ["q", "kt"], outputs: ["scores"]), softmax, result,
        ]
        try expect(graph(nodes), scale: 1, mask: nil, nodes: [1, 2, 3])
    }

    @Test func isNotFoundWhereSomethingElseSeesTheShares() throws {
        let nodes = [
            transpose, Node(.matMul, inputs: ["q", "kt"], outputs: ["scores"]), softmax, result,
        ]
        var graph = graph(nodes)
        graph.outputs.append("shares")
        #expect(try graph.attentionBlocks() == [])
    }

    @Test func isNotFoundAlongOtherAxes() throws {
        let nodes = [
            transpose, Node(.matMul, inputs: ["q", "kt"], outputs: ["scores"]),
            Node(.softmax(axis: 2), inputs: ["scores"], outputs: ["shares"]), result,
        ]
        #expect(try graph(nodes).attentionBlocks() == [])
    }
}
