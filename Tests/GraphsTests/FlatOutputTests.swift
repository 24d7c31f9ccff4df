import Graphs
import Testing

@Suite struct FlatOutputTests {
    @Test(arguments: [[3, 1, 1], [3, 1], [3], [3, 1, 2]])
    func onlyAxesOfOneBehindTheClassesGo(_ sizes: [Int]) throws {
        let graph = Graph(
            inputs: [.init("x", TensorType(.float32, ["batch"] + sizes.map { .known($0) }))],
            outputs: ["y"], nodes: [Node(.unary(.relu), inputs: ["x"], outputs: ["y"])],
            weights: [:])
        let flat = try graph.flatteningOutput()
        let isFlattened = sizes.count > 1 && !sizes.contains(2)
        #expect((flat == graph) != isFlattened)
        let shape = try #require(flat.types()[flat.outputs[0]]?.shape)
        #expect(shape == ["batch"] + (isFlattened ? [3] : sizes.map { .known($0) }))
    }
}
