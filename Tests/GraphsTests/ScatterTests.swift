import Graphs
import Testing

@Suite struct ScatterTests {
    private func graph(indices: [Int], shape: [Int], updates: [Float], _ updateShape: [Int])
        -> Graph
    {
        Graph(
            inputs: [.init("x", TensorType(.float32, [3, 2]))], outputs: ["y"],
            nodes: [Node(.scatterND, inputs: ["x", "places", "updates"], outputs: ["y"])],
            weights: [
                "places": TensorData(integers: indices, shape: shape),
                "updates": TensorData(floats: updates, shape: updateShape),
            ])
    }

    private func run(_ graph: Graph) throws -> [Double] {
        let input = Tensor(.float32, [3, 2], [0, 1, 2, 3, 4, 5])
        return try #require(ReferenceEvaluator(graph).run(["x": input])["y"]).numbers
    }

    @Test func replacesRows() throws {
        let rows = graph(indices: [2, 0], shape: [2, 1], updates: [6, 7, 8, 9], [2, 2])
        #expect(try run(rows) == [8, 9, 2, 3, 6, 7])
    }

    @Test func replacesElements() throws {
        let elements = graph(indices: [0, 1, -1, 0], shape: [2, 2], updates: [6, 7], [2])
        #expect(try run(elements) == [0, 6, 2, 3, 7, 5])
    }

    @Test func refusesPlacesOutside() throws {
        let graph = graph(indices: [3], shape: [1, 1], updates: [6, 7], [1, 2])
        #expect {
            try run(graph)
        } throws: {
            "\($0)" == "node 'y' (ScatterND): an index is 3; the axis has 3 elements"
        }
    }

    @Test func refusesUpdatesOfAnotherShape() throws {
        let graph = graph(indices: [1], shape: [1, 1], updates: [6, 7, 8], [1, 3])
        #expect {
            try graph.check()
        } throws: {
            "\($0)" == "node 'y' (ScatterND): input 3 has the shape [1, 3]; [1, 2] is needed"
        }
    }
}
