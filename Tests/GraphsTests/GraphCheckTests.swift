import Graphs
import TestSupport
import Testing

@Suite struct GraphCheckTests {
    private func graph(_ nodes: [Node], outputs: [String] = ["y"]) -> Graph {
        Graph(
            inputs: [.init("x", TensorType(.float32, ["batch", 4]))], outputs: outputs,
            nodes: nodes,
            weights: ["w": TensorData(floats: [Float](repeating: 1, count: 12), shape: [4, 3])])
    }

    @Test func infersSymbols() throws {
        let types = try graph([Node(.matMul, inputs: ["x", "w"], outputs: ["y"])]).check()
        #expect(types["y"] == TensorType(.float32, ["batch", 3]))
    }

    @Test func namesWhatIsWrong() {
        let table: [([Node], String)] = [
            (
                [Node(.matMul, inputs: ["w", "w"], outputs: ["y"])],
                "node 'y' (MatMul): the axis of its second input that is summed has the shape [4]; [3] is needed"
            ),
            (
                [Node(.matMul, inputs: ["x"], outputs: ["y"])],
                "node 'y' (MatMul) has 1 inputs; 2 are needed"
            ),
            (
                [Node(.unary(.relu), inputs: ["z"], outputs: ["y"])],
                "node 'y' uses the value 'z', which nothing defines"
            ),
            (
                [Node(.unary(.relu), inputs: ["x"], outputs: ["x"])],
                "the value 'x' is defined twice; every value is defined once"
            ),
            (
                [
                    Node(.unary(.relu), inputs: ["b"], outputs: ["y"]),
                    Node(.unary(.relu), inputs: ["y"], outputs: ["b"]),
                ],
                "the nodes 'y', 'b' need each other's results; a graph must not have cycles"
            ),
        ]
        for (nodes, text) in table {
            let found = message { try graph(nodes).check() }
            #expect(found == text)
        }
    }

    @Test(arguments: [
        (4, [6], "it has 4 groups and 6 inputs; the first must divide the second"),
        (0, [6], "it has 0 groups and 6 inputs; the first must divide the second"),
        (2, [7], "the bias has the shape [7]; [8] is needed"),
    ])
    func refusesTransposedConvolutions(groups: Int, bias: [Int], reason: String) {
        let convolution = Convolution(
            strides: [2, 2], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1], groups: groups)
        var graph = graph([
            Node(
                .transposedConvolution(
                    TransposedConvolution(convolution, outputPadding: [0, 0])),
                inputs: ["x", "w", "b"], outputs: ["y"])
        ])
        graph.inputs[0].type.shape = [1, 6, 4, 4]
        for (name, shape) in [("w", [6, 4, 2, 2]), ("b", bias)] {
            let values = [Float](repeating: 1, count: shape.reduce(1, *))
            graph.weights[name] = TensorData(floats: values, shape: shape)
        }
        #expect(message { try graph.check() } == "node 'y' (ConvTranspose): \(reason)")
    }

    @Test func refusesResultsThatNoMemoryHolds() {
        let tile = Node(.tile, inputs: ["x", "times"], outputs: ["y"])
        for (count, isRefused) in [(1 << 29, false), (1 << 33, true), (1 << 62, true)] {
            var graph = graph([tile])
            graph.inputs[0].type.shape = [1, 4]
            graph.weights["times"] = TensorData(integers: [1, count])
            let found = message { try graph.check() }
            #expect(found?.contains("which is too large") ?? false == isRefused)
        }
    }

    /// The smallest integer has no opposite among those of 64 bits.
    @Test func calculatesWithTheSmallestInteger() throws {
        for function in [UnaryOperator.abs, .neg] {
            let graph = Graph(
                inputs: [], outputs: ["y"],
                nodes: [Node(.unary(function), inputs: ["least"], outputs: ["y"])],
                weights: ["least": TensorData(integers: [.min])])
            try graph.check()
            let result = try ReferenceEvaluator(graph).run([:])
            #expect(result["y"]?.integers == [.max])
        }
    }

    @Test func countsTheNumbersOfASlice() {
        for (inputs, name) in [(["one", "two"], "ends"), (["one", "one", "two"], "axes")] {
            let slice = Node(.slice, inputs: ["x"] + inputs, outputs: ["y"])
            var graph = graph([slice])
            graph.weights["one"] = TensorData(integers: [0])
            graph.weights["two"] = TensorData(integers: [0, 1])
            let found = message { try graph.check() }
            #expect(found == "node 'y' (Slice): it has 1 starts and 2 \(name)")
        }
    }

    @Test func sortsNodesAndFindsCycles() throws {
        let nodes = [
            Node(.unary(.relu), inputs: ["a"], outputs: ["y"]),
            Node(.unary(.exp), inputs: ["x"], outputs: ["a"]),
        ]
        #expect(try graph(nodes).sorted().nodes == nodes.reversed())
        let cycle = [Node(.unary(.relu), inputs: ["y"], outputs: ["y"])]
        let found = message { _ = try graph(cycle).sorted() }
        #expect(found == "the nodes 'y' need each other's results; a graph must not have cycles")
    }

    @Test func countsMultiplyAddsParametersAndBytes() throws {
        let count = try graph([Node(.matMul, inputs: ["x", "w"], outputs: ["y"])]).binding([
            "batch": 5
        ]).count()
        #expect(count.multiplyAdds == 5 * 4 * 3)
        #expect(count.parameterCount == 12)
        #expect(count.weightByteCount == 48)
        #expect(count.peakActivationByteCount == 4 * (5 * 4 + 5 * 3))
    }
}
