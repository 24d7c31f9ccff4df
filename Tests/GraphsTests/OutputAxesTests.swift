import Graphs
import Testing

/// Where the outputs of weights lie.
@Suite struct OutputAxesTests {
    @Test func followsEveryProduct() throws {
        let convolution = Convolution(
            strides: [1, 1], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1])
        let graph = Graph(
            inputs: [
                .init("x", TensorType(.float32, [1, 2, 4, 5])),
                .init("rows", TensorType(.float32, [3, 7])),
                .init("columns", TensorType(.float32, [5, 7])),
                .init("kernel", TensorType(.float32, [2, 2, 1, 1])),
            ],
            outputs: ["y"],
            nodes: [
                Node(.convolution(convolution), inputs: ["x", "kernel"], outputs: ["c"]),
                Node(.transpose(permutation: [1, 0]), inputs: ["rows"], outputs: ["t"]),
                Node(.matMul, inputs: ["c", "columns"], outputs: ["p"]),
                Node(.matMul, inputs: ["p", "t"], outputs: ["y"]),
            ], weights: [:])
        #expect(graph.outputAxes == ["kernel": 0, "columns": 1, "rows": 0])
    }
}
