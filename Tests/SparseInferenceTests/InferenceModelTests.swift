import Foundation
import Graphs
import InferenceKernels
import ONNXFiles
import SparseInference
import TestSupport
import Testing

@Suite struct InferenceModelTests {
    /// A small network with products, windows and elementwise steps.
    private static func network() -> Graph {
        var sketch = NetworkSketch()
        let x = sketch.input("x", ["batch", 3, 30, 30])
        let first = sketch.add(.unary(.relu), sketch.convolution(x, 3, 24, kernel: 3, padding: 1))
        let depthwise = sketch.convolution(
            first, 24, 24, kernel: 3, stride: 2, padding: 1, groups: 24)
        let second = sketch.convolution(
            sketch.add(.unary(.hardSwish), depthwise), 24, 150, kernel: 1)
        let mean = sketch.add(.globalAveragePool, second)
        return sketch.graph(mean, second)
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
        let graph = Self.network()
        let sizes = ["batch": 2]
        let inputs = try randomInputs(of: graph.binding(sizes), seed: 3)
        let alone = try InferenceModel(graph, options: InferenceOptions(sizes: sizes))
        let expected = try alone.predict(inputs)
        for threads in 2...4 {
            let options = InferenceOptions(threads: threads, sizes: sizes)
            let model = try InferenceModel(graph, options: options)
            for _ in 0..<20 { #expect(try model.predict(inputs) == expected) }
        }
    }

    @Test func servesSeveralCallersAtOnce() async throws {
        let options = InferenceOptions(threads: 2, sizes: ["batch": 1])
        let graph = Self.network()
        let model = try InferenceModel(graph, options: options)
        let inputs = try (0..<4).map {
            try randomInputs(of: graph.binding(options.sizes), seed: $0)
        }
        let expected = try inputs.map { try model.predict($0) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for call in 0..<40 {
                group.addTask {
                    try model.predict(inputs[call % 4]) == expected[call % 4]
                }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }

    @Test func repeatsItsResults() throws {
        let graph = Self.network()
        let model = try InferenceModel(graph, options: InferenceOptions(sizes: ["batch": 1]))
        let inputs = try [1, 2].map { try randomInputs(of: graph.binding(["batch": 1]), seed: $0) }
        let first = try model.predict(inputs[0])
        _ = try model.predict(inputs[1])
        #expect(try model.predict(inputs[0]) == first)
    }

    @Test func measuresEveryLayer() throws {
        let graph = Self.network()
        let model = try InferenceModel(graph, options: InferenceOptions(sizes: ["batch": 1]))
        let layers = try model.measureLayers(
            randomInputs(of: graph.binding(["batch": 1]), seed: 1), count: 2)
        #expect(
            layers.map(\.operation) == [
                "Conv + Relu", "Conv", "HardSwish", "Conv", "GlobalAveragePool",
            ])
        #expect(layers.map(\.algorithm) == ["sparse", "depthwise", "elementwise", "sparse", "sum"])
        #expect(layers[3].zeros.map { (0.75...0.85).contains($0) } == true)
    }

    @Test func wordsWhatIsWrong() throws {
        let graph = Self.network()
        #expect(
            message { _ = try InferenceModel(graph) }
                == "the sizes 'batch' of the inputs are free; each needs a number")
        let model = try InferenceModel(graph, options: InferenceOptions(sizes: ["batch": 1]))
        #expect(message { _ = try model.predict([:]) } == "input 'x': it is not given")
        let wrong = TensorData(floats: [1, 2])
        #expect(
            message { _ = try model.predict(["x": wrong]) }
                == "input 'x': it has the type float32[2]; float32[1, 3, 30, 30] is needed")
        #expect(
            message { _ = try model.predict(["y": wrong]) }
                == "input 'y': the network has none of that name")
    }

    @Test func refusesWordsThatATableDoesNotHave() throws {
        var sketch = NetworkSketch()
        let words = sketch.input("words", [2], .int64)
        let rows = sketch.add(.gather(axis: 0), sketch.weight([5, 3]), words)
        let model = try InferenceModel(sketch.graph(rows))
        #expect(
            message { _ = try model.predict(["words": TensorData(integers: [4, 5])]) }
                == "node 'v2' (Gather): index 5 is not in the 5 rows of its table")
    }

    @Test func refusesDamagedFiles() throws {
        let folder = try TemporaryFolder()
        let golden = try #require(GoldenCase.all.first)
        let bytes = try #require(FileManager.default.contents(atPath: golden.path))
        for length in [0, 1, bytes.count / 2, bytes.count - 1] {
            let path = folder.path("\(length).onnx")
            try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(throws: (any Error).self) { try InferenceModel(path) }
        }
    }
}
