import Graphs
import Testing

@Suite struct LastLayerTests {
    /// A convolution that gives 3 classes for each of 16 × 16 pixels.
    private let graph = Graph(
        inputs: [.init("x", TensorType(.float32, ["batch", 2, 16, 16]))], outputs: ["y"],
        nodes: [
            Node(
                .convolution(
                    Convolution(
                        strides: [1, 1], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1])),
                inputs: ["x", "w", "b"], outputs: ["y"])
        ],
        weights: [
            "w": TensorData(floats: [Float](repeating: 1, count: 6), shape: [3, 2, 1, 1]),
            "b": TensorData(floats: [1, 2, 3]),
        ])

    @Test func isReplacedAlongTheAxisOfTheClasses() throws {
        func replaced(_ count: Int, along axis: Int) throws -> Graph? {
            try graph.replacingLastLayer(before: "y", outputCount: count, along: axis) { shape in
                TensorData(
                    floats: [Float](repeating: 0, count: shape.reduce(1, *)), shape: shape)
            }
        }
        let found = try #require(try replaced(5, along: 1))
        #expect(try found.types()["y"]?.shape == ["batch", 5, 16, 16])
        #expect(found.weights["w"]?.shape == [5, 2, 1, 1] && found.weights["b"]?.shape == [5])
        // The last axis is that of the pixels.
        #expect(try replaced(5, along: -1) == nil)
    }
}
