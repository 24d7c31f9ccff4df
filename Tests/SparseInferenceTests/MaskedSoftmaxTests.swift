import Graphs
import InferenceKernels
import SparseInference
import TestSupport
import Testing

/// Attention with masks, computed in one pass from the scores on.
@Suite struct MaskedSoftmaxTests {
    private static let (batch, heads, width) = (2, 3, 4)

    /// The shapes of masks for queries and positions.
    private static func shapes(_ queries: Int, _ positions: Int) -> [[Int]] {
        [
            [batch, 1, 1, positions], [1, 1, queries, positions], [batch, 1, queries, positions],
            [batch, heads, queries, positions], [queries, positions], [batch, 1, queries, 1],
        ]
    }

    /// What is done with scores before the softmax.
    private typealias Masking = (_ sketch: inout NetworkSketch, _ scores: String) -> String

    /// Attention of `[batch, heads, length, width]` that is scaled after the product.
    private func attention(
        _ queries: Int, _ positions: Int, scalesQueries: Bool = false, _ masking: Masking
    ) -> Graph {
        var sketch = NetworkSketch()
        func heads(_ name: String, _ length: Int) -> String {
            sketch.input(
                name,
                [.known(Self.batch), .known(Self.heads), .known(length), .known(Self.width)])
        }
        var query = heads("q", queries)
        if scalesQueries { query = sketch.add(.binary(.mul), query, sketch.number(2)) }
        let key = sketch.add(.transpose(permutation: [0, 1, 3, 2]), heads("k", positions))
        let product = sketch.add(.matMul, query, key)
        let scores =
            scalesQueries ? product : sketch.add(.binary(.div), product, sketch.number(0.5))
        let shares = sketch.add(.softmax(axis: -1), masking(&sketch, scores))
        let output = sketch.add(.matMul, shares, heads("v", positions))
        return sketch.graph(output)
    }

    /// Expects the reference's results and a single step from the product to the softmax.
    private func expectOnePass(
        _ graph: Graph, _ operators: String, inputs: [String: TensorData]? = nil
    ) throws {
        for set in instructionSets {
            try expectEqual(
                graph, options: InferenceOptions(instructionSet: set), inputs: inputs)
        }
        let model = try InferenceModel(graph)
        let layers = try model.measureLayers(randomInputs(of: graph, seed: 1), count: 1)
        let found = layers.map(\.operation).filter { $0 != "Copy" && $0 != "Not" }
        #expect(found == ["MatMul", operators, "MatMul"])
    }

    @Test(
        arguments: [(1, 1), (1, 5), (5, 1), (7, 16), (16, 17), (17, 33)],
        [-.infinity, -3.4e38, -1e4, 0.5] as [Float])
    func choosesWhatIsHidden(_ sizes: (Int, Int), _ number: Float) throws {
        for shape in Self.shapes(sizes.0, sizes.1) {
            for isInverted in [false, true] {
                let graph = attention(sizes.0, sizes.1) { sketch, scores in
                    let mask = sketch.input("mask", shape.map { .known($0) }, .bool)
                    let hidden = sketch.number(number)
                    return isInverted
                        ? sketch.add(.where, mask, hidden, scores)
                        : sketch.add(.where, mask, scores, hidden)
                }
                try expectOnePass(graph, "Div + Where + Softmax")
            }
        }
    }

    /// Where nothing is seen, the graph says NaN or equal shares.
    @Test(arguments: [-.infinity, -1e9] as [Float]) func keepsWhatHiddenRowsGive(
        _ number: Float
    ) throws {
        let graph = attention(5, 19) { sketch, scores in
            let mask = sketch.input("mask", [2, 1, 1, 19], .bool)
            return sketch.add(.where, mask, scores, sketch.number(number))
        }
        var inputs = try randomInputs(of: graph, seed: 4)
        inputs["mask"] = try TensorData(
            .bool, integers: [Int](repeating: 0, count: 19) + [Int](repeating: 1, count: 19),
            shape: [2, 1, 1, 19])
        try expectOnePass(graph, "Div + Where + Softmax", inputs: inputs)
        let output = try #require(graph.outputs.first)
        let result = try #require(try InferenceModel(graph).predict(inputs)[output])
        let isMissing = result.numbers.map(\.isNaN)
        #expect(isMissing == (0..<120).map { $0 < 60 && number == -.infinity })
    }

    @Test(arguments: [(1, 5), (7, 16), (17, 33)]) func addsMasks(_ sizes: (Int, Int)) throws {
        for shape in Self.shapes(sizes.0, sizes.1) {
            for isFirst in [false, true] {
                let graph = attention(sizes.0, sizes.1) { sketch, scores in
                    let mask = sketch.input("mask", shape.map { .known($0) })
                    return isFirst
                        ? sketch.add(.binary(.add), mask, scores)
                        : sketch.add(.binary(.add), scores, mask)
                }
                try expectOnePass(graph, "Div + Add + Softmax")
            }
        }
    }

    @Test func takesUpTheFactorOfQueries() throws {
        let graph = attention(7, 17, scalesQueries: true) { sketch, scores in
            let mask = sketch.input("mask", [2, 1, 1, 17], .bool)
            return sketch.add(.where, mask, scores, sketch.number(-.infinity))
        }
        try expectOnePass(graph, "Where + Softmax")
        try expectOnePass(attention(7, 17, scalesQueries: true) { $1 }, "Softmax")
    }

    @Test func leavesAScoreThatIsUsedTwice() throws {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [2, 5, 6])
        let scaled = sketch.add(.binary(.mul), x, sketch.number(3))
        let mask = sketch.input("mask", [2, 1, 6], .bool)
        let masked = sketch.add(.where, mask, scaled, sketch.number(-1e4))
        let shares = sketch.add(.softmax(axis: -1), masked)
        for set in instructionSets {
            try expectEqual(
                sketch.graph(shares, masked), options: InferenceOptions(instructionSet: set))
            try expectEqual(
                sketch.graph(shares, scaled), options: InferenceOptions(instructionSet: set))
        }
    }

    /// A sum before a softmax may belong to the layer before it.
    @Test func leavesBiasesToTheirLayers() throws {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [3, 6])
        let shares = sketch.add(.softmax(axis: -1), sketch.linear(x, 6, 10))
        let graph = sketch.graph(shares)
        try expectEqual(graph, options: InferenceOptions())
        let layers = try InferenceModel(graph).measureLayers(
            randomInputs(of: graph, seed: 1), count: 1)
        #expect(layers.map(\.operation).last == "Softmax")
    }

    @Test(arguments: [0, 1, 2]) func masksAlongAnyAxis(_ axis: Int) throws {
        for permutation in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            var sketch = NetworkSketch()
            let shape = [3, 18, 5]
            let source = shape.indices.map { place in
                shape[permutation.firstIndex(of: place) ?? 0]
            }
            let x = sketch.add(
                .transpose(permutation: permutation),
                sketch.input("x", source.map { .known($0) }))
            let mask = sketch.input("mask", [1, 18, 5], .bool)
            let masked = sketch.add(.where, mask, x, sketch.number(-1e4))
            let shares = sketch.add(.softmax(axis: axis), masked)
            let graph = sketch.graph(shares)
            for set in instructionSets {
                try expectEqual(graph, options: InferenceOptions(instructionSet: set))
            }
        }
    }
}
