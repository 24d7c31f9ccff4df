import Datasets
import Experiments
import Files
import Graphs
import Layers
import ModelFiles
import ONNXFiles
import Reports
import Tensors
import TestSupport
import Testing
import Training

/// Networks with several outputs that learn from themselves, on arrays without targets.
@Suite struct ImitationRunTests {
    private let folder: TemporaryFolder

    init() throws {
        try LibTorch.setThreadCount(1)
        folder = try TemporaryFolder()
        for (part, seed) in [("train", 1), ("test", 2)] {
            var random = SeededRandom(seed: UInt64(seed))
            let images = (0..<96 * 2 * 6 * 6).map { _ in Float.random(in: -1...1, using: &random) }
            try StateDictionary([("x", try Tensor(images, shape: [96, 2, 6, 6]))])
                .write(to: folder.path("\(part).safetensors"))
        }
    }

    /// A convolution, and a map and a vector that are made of its outputs, as a detector has several.
    private func writeNetwork() throws {
        func numbers(_ shape: [Int], _ salt: Int) -> TensorData {
            let count = shape.reduce(1, *)
            return TensorData(
                floats: (0..<count).map { Float(($0 * 37 + salt) % 101) / 101 - 0.5 }, shape: shape)
        }
        func convolution(_ padding: Int) -> Operation {
            .convolution(
                Convolution(
                    strides: [1, 1], padding: .explicit([padding, padding, padding, padding]),
                    dilations: [1, 1]))
        }
        let graph = Graph(
            inputs: [.init("x", TensorType(.float32, ["N", 2, 6, 6]))], outputs: ["map", "vector"],
            nodes: [
                Node(convolution(1), inputs: ["x", "stem.weight"], outputs: ["a"]),
                Node(.unary(.relu), inputs: ["a"], outputs: ["b"]),
                Node(convolution(0), inputs: ["b", "map.weight"], outputs: ["map"]),
                Node(.globalAveragePool, inputs: ["b"], outputs: ["c"]),
                Node(convolution(0), inputs: ["c", "vector.weight"], outputs: ["vector"]),
            ],
            weights: [
                "stem.weight": numbers([16, 2, 3, 3], 0), "map.weight": numbers([3, 16, 1, 1], 7),
                "vector.weight": numbers([5, 16, 1, 1], 19),
            ])
        try ONNXWriter().write(graph, to: folder.path("net.onnx"))
    }

    private func run(_ lines: String, in name: String) throws -> RunReport {
        let recipe = try Recipe(
            yaml: "network: \(folder.path("net.onnx"))\ntask: imitate\nbatchSize: 16\n" + lines,
            file: folder.path("recipe.yaml"))
        let data = try DataSources.open(for: recipe, folder: folder.path)
        return try TrainingRun(
            recipe: recipe, data: data, folder: RunFolder(path: folder.path(name))
        ).run()
    }

    @Test func learnsWithFewerWeightsWhatItDid() throws {
        try writeNetwork()
        let cut = try run(
            "epochs: 0\npruning: {method: one-shot-magnitude, sparsity: 0.6}", in: "cut")
        let trained = try run(
            """
            epochs: 6
            optimizer: {kind: adamw, learningRate: 0.01}
            pruning: {method: pdp, sparsity: 0.6, start: 0, ramp: 2 epochs}
            """, in: "trained")
        #expect(cut.summary.metric.name == "deviation")
        #expect(abs(trained.summary.sparsity - 0.6) < 0.01)
        // 0 would be the network as it was, 1 a network that gives nothing.
        #expect(cut.summary.score > 0.1)
        #expect(trained.summary.score < cut.summary.score)
    }

    @Test func withoutPruningNothingDeviates() throws {
        try writeNetwork()
        #expect(try run("epochs: 0\npruning: null", in: "run").summary.score == 0)
    }

    /// Said before the targets are missed that such data have not.
    @Test func cannotBeJudgedAlone() throws {
        try writeNetwork()
        _ = try run("epochs: 0\npruning: null", in: "run")
        let path = folder.path("run/model.safetensors")
        let saved = try SavedModel(path: path)
        #expect(
            message { _ = try saved.openTestData(folder: folder.path) }
                == "the network in '\(path)' has learned to imitate another one, which is not in the file; its "
                + "deviation is in the summary of its run")
    }

    @Test func losesChannelsForAllOutputs() throws {
        try writeNetwork()
        let report = try run(
            "epochs: 0\npruning: {method: l2-norm, pattern: channels, sparsity: 0.5, thin: true}",
            in: "run")
        let thinned = try #require(report.summary.thinned)
        #expect(thinned.parameters == 8 * 18 + 3 * 8 + 5 * 8)
        let graph = try ModelGraph.read(at: folder.path("run/thinned.safetensors"))
        #expect(graph.outputs == ["map", "vector"])
    }

    @Test func targetsOfOtherTasksAreMissed() throws {
        try writeNetwork()
        let recipe = try Recipe(
            yaml: "network: \(folder.path("net.onnx"))\ntask: regression\nepochs: 1",
            file: folder.path("recipe.yaml"))
        let error = message { _ = try DataSources.open(for: recipe, folder: folder.path) }
        #expect(error?.contains("holds the arrays 'x', of which no target is known") == true)
    }
}
