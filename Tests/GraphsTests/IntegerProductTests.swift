import Graphs
import TestSupport
import Testing

/// Products of matrices of integers.
@Suite struct IntegerProductTests {
    @Test(arguments: [ElementType.int32, .int64, .uint8, .int8])
    func multipliesIntegers(type: ElementType) throws {
        let x = try TensorData(type, integers: [1, 2, 3, 4, 5, 6], shape: [2, 3])
        let weights = try TensorData(type, integers: [1, 0, 2, 1, 0, 3], shape: [3, 2])
        for operation in [Operation.matMul, .gemm(Gemm())] {
            let graph = Graph(
                inputs: [.init("x", TensorType(type, [2, 3]))], outputs: ["y"],
                nodes: [Node(operation, inputs: ["x", "w"], outputs: ["y"])],
                weights: ["w": weights])
            let output = try #require(ReferenceEvaluator(graph).run(["x": Tensor(x)])["y"])
            #expect(output.elementType == type && output.shape == [2, 2])
            #expect(output.integers == [5, 11, 14, 23])
        }
    }
}
