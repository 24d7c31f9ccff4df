import Graphs
import SparseInference
import Testing

@Suite struct ReservedMemoryTests {
    /// A layer with 400 inputs and 300 outputs, a tenth of whose weights are not zero.
    private func memory(
        batch: Int, _ selection: InferenceOptions.Selection
    ) throws -> ReservedMemory {
        var sketch = NetworkSketch(zeros: 0.9)
        let x = sketch.input("x", ["batch", 30, 400])
        let options = InferenceOptions(selection: selection, sizes: ["batch": batch])
        let y = sketch.linear(x, 400, 300)
        return try InferenceModel(sketch.graph(y), options: options).reservedMemory
    }

    @Test func countsWhatIsPlannedForACall() throws {
        let one = try memory(batch: 1, .dense).arenaByteCount
        let eight = try memory(batch: 8, .dense).arenaByteCount
        #expect(one >= 4 * 30 * (400 + 300))
        #expect(eight >= 8 * 4 * 30 * (400 + 300) && eight > one)
    }

    /// A hundred outputs of 16 GiB.
    @Test func refusesMoreThanThereIs() {
        let outputs = (0..<100).map { "y\($0)" }
        let graph = Graph(
            inputs: [.init("x", TensorType(.float32, [65_536, 65_536]))], outputs: outputs,
            nodes: outputs.map { Node(.unary(.tanh), inputs: ["x"], outputs: [$0]) })
        #expect(
            performing: { try InferenceModel(graph) },
            throws: { error in
                guard case InferenceError.tooLarge(let byteCount) = error else { return false }
                return byteCount >= 100 << 34
            })
    }

    @Test func countsTheWeightsThatAreLeft() throws {
        let dense = try memory(batch: 1, .dense).weightByteCount
        let sparse = try memory(batch: 1, .sparse).weightByteCount
        #expect(dense >= 4 * 400 * 300)
        // Each weight that is left has its place beside it.
        #expect(sparse >= 8 * 400 * 300 / 12 && sparse < dense / 2)
        #expect(try memory(batch: 8, .dense).weightByteCount == dense)
    }
}
