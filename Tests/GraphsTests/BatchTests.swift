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
