import Graphs
import Testing

@Suite struct BatchTests {
    /// A token in front of the places of an example, windows of two places, and a product.
    private let windows = Graph(
        inputs: [.init("x", TensorType(.float32, [1, 3, 2]))], outputs: ["y"],
        nodes: [
            Node(.concat(axis: 1), inputs: ["token", "x"], outputs: ["a"]),
            Node(.reshape(allowsZero: false), inputs: ["a", "windows"], outputs: ["b"]),
            Node(.matMul, inputs: ["b", "weight"], outputs: ["c"]),
            Node(.reshape(allowsZero: false), inputs: ["c", "whole"], outputs: ["y"]),
        ],
        weights: [
            "token": TensorData(floats: [7, 8], shape: [1, 1, 2]),
            "windows": TensorData(integers: [2, 2, 2]),
            "whole": TensorData(integers: [1, 4, 2]),
            "weight": TensorData(floats: [1, 2, 3, 4], shape: [2, 2]),
        ])

    private func run(_ graph: Graph, _ numbers: [Double]) throws -> Tensor {
        let count = numbers.count / 6
        let input = Tensor(.float32, [count, 3, 2], numbers)
        let bound = graph.binding(["batch": count])
        return try #require(ReferenceEvaluator(bound).run(["x": input])["y"])
    }

    @Test func examplesGiveTogetherWhatTheyGiveAlone() throws {
        let free = try windows.withFreeBatch()
        #expect(free.inputs[0].type.shape == ["batch", 3, 2])
        let (first, second) = ((1...6).map(Double.init), (1...6).map { -Double($0) })
        let result = try run(free, first + second)
        #expect(result.shape == [2, 4, 2])
        #expect(
            try result.numbers == run(windows, first).numbers + run(windows, second).numbers)
    }

    /// As the older exporter of torch writes a mask that is read by the numbers of example and place.
    @Test func aMaskThatIsReadInOrderBelongsToItsExample() throws {
        var graph = windows
        graph.inputs.append(.init("mask", TensorType(.float32, [1, 4])))
        graph.nodes += [
            Node(.flatten(axis: 2), inputs: ["mask"], outputs: ["places"]),
            Node(.gather(axis: 0), inputs: ["places", "rows"], outputs: ["read"]),
            Node(.reshape(allowsZero: false), inputs: ["read", "column"], outputs: ["gate"]),
            Node(.binary(.mul), inputs: ["y", "gate"], outputs: ["z"]),
        ]
        graph.weights["rows"] = TensorData(integers: [0, 1, 2, 3], shape: [1, 1, 4])
        graph.weights["column"] = TensorData(integers: [1, 4, 1])
        graph.outputs = ["z"]
        func run(_ graph: Graph, _ numbers: [Double], _ mask: [Double]) throws -> [Double] {
            let count = numbers.count / 6
            return try #require(
                ReferenceEvaluator(graph.binding(["batch": count])).run([
                    "x": Tensor(.float32, [count, 3, 2], numbers),
                    "mask": Tensor(.float32, [count, 4], mask),
                ])["z"]
            ).numbers
        }
        let free = try graph.withFreeBatch()
        let (first, second) = ((1...6).map(Double.init), (1...6).map { -Double($0) })
        let (left, right) = ([1, 0, 1, 0] as [Double], [0, 2, 0, 3] as [Double])
        #expect(
            try run(free, first + second, left + right)
                == run(graph, first, left) + run(graph, second, right))
    }

    @Test func aMaskThatIsReadForTheFirstExampleAloneStays() throws {
        var graph = windows
        graph.inputs.append(.init("mask", TensorType(.float32, [1, 4])))
        graph.nodes += [
            Node(.flatten(axis: 2), inputs: ["mask"], outputs: ["places"]),
            Node(.gather(axis: 0), inputs: ["places", "row"], outputs: ["gate"]),
            Node(.binary(.mul), inputs: ["y", "gate"], outputs: ["z"]),
        ]
        graph.weights["row"] = TensorData(integers: [0, 1, 2, 3])
        graph.outputs = ["z"]
        #expect(try graph.withFreeBatch() == graph)
    }
}
