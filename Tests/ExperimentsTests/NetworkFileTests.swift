import Experiments
import Foundation
import Graphs
import Layers
import Models
import ONNXFiles
import Pruning
import Reports
import Tensors
import TestSupport
import Testing
import Training

/// Networks that recipes name by their files.
@Suite struct NetworkFileTests {
    private let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    /// A convolution, ReLU, mean, linear layer and softmax for images of 8 × 8.
    private func write(
        batch: Graphs.Dimension = "N", channelsLast: Bool = false, outputs: Int = 10,
        edited: (Graph) -> Graph = { $0 }
    ) throws -> String {
        func numbers(_ count: Int) -> [Float] {
            (0..<count).map { Float(($0 * 37) % 101) / 101 - 0.5 }
        }
        let image: [Graphs.Dimension] = channelsLast ? [batch, 8, 8, 1] : [batch, 1, 8, 8]
        var nodes = [
            Node(
                .convolution(
                    Convolution(
                        strides: [1, 1], padding: .explicit([1, 1, 1, 1]), dilations: [1, 1])),
                inputs: ["x", "conv.weight", "conv.bias"], outputs: ["a"]),
            Node(.unary(.relu), inputs: ["a"], outputs: ["b"]),
            Node(.globalAveragePool, inputs: ["b"], outputs: ["c"]),
            Node(.reshape(allowsZero: false), inputs: ["c", "shape"], outputs: ["d"]),
            Node(
                .gemm(Gemm(transposesSecond: true)), inputs: ["d", "fc.weight", "fc.bias"],
                outputs: ["e"]),
            Node(.softmax(axis: -1), inputs: ["e"], outputs: ["y"]),
        ]
        if channelsLast {
            nodes[0].inputs[0] = "image"
            nodes.insert(
                Node(.transpose(permutation: [0, 3, 1, 2]), inputs: ["x"], outputs: ["image"]),
                at: 0)
        }
        let rows = batch.value ?? -1
        let graph = Graph(
            inputs: [.init("x", TensorType(.float32, image))], outputs: ["y"], nodes: nodes,
            weights: [
                "conv.weight": TensorData(floats: numbers(72), shape: [8, 1, 3, 3]),
                "conv.bias": TensorData(floats: numbers(8)),
                "shape": TensorData(integers: [rows, 8]),
                "fc.weight": TensorData(floats: numbers(8 * outputs), shape: [outputs, 8]),
                "fc.bias": TensorData(floats: numbers(outputs)),
            ])
        let path = runs.folder.path("net.onnx")
        try ONNXWriter().write(edited(graph), to: path)
        return path
    }

    private func recipe(_ lines: String...) throws -> Recipe {
        let epochs = lines.contains { $0.hasPrefix("epochs") } ? [] : ["epochs: 1"]
        return try Recipe(
            yaml: (["network: \(runs.folder.path("net.onnx"))", "batchSize: 32"] + epochs + lines)
                .joined(separator: "\n"), file: runs.folder.path("recipe.yaml"))
    }

    private func run(_ recipe: Recipe, _ name: String = "run") throws -> TrainingRun {
        try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder(name))
    }

    @Test(arguments: [Graphs.Dimension.symbol("N"), .known(1)]) func isTrainedAndPrunedAndSaved(
        batch: Graphs.Dimension
    ) throws {
        _ = try write(batch: batch)
        let pruning = "pruning: {method: pdp, sparsity: 0.5, ramp: 1 epoch, start: 0 epochs}"
        let summary = try run(recipe(pruning)).run().summary
        #expect(summary.network == "net.onnx")
        let saved = try SavedModel(path: runs.runFolder("run").model)
        #expect(saved.network.namedParameters.map(\.path).contains("conv.weight"))
        #expect(try saved.evaluate(on: runs.data).accuracy == summary.score)
        // The saved model is a network of a recipe itself.
        let path = runs.runFolder("run").model
        let again = try Recipe(
            yaml: "network: \(path)\nepochs: 0\npruning: {keepZeros: true}",
            file: runs.folder.path("again.yaml"))
        #expect(try run(again, "again").run().summary.score == summary.score)
    }

    @Test func takesChannelsInEitherPlace() throws {
        _ = try write()
        let score = try run(recipe("seed: 1")).run().summary.score
        _ = try write(channelsLast: true)
        #expect(
            try run(recipe("seed: 1"), "last").run().summary.score == score)
    }

    @Test func takesOneOfSeveralOutputs() throws {
        _ = try write()
        let whole = try run(recipe("seed: 1"), "whole").run().summary
        let path = try write { graph in
            var graph = graph
            graph.outputs.append("d")
            return graph
        }
        #expect(
            message { _ = try run(recipe()) }
                == "the network in '\(path)' has the outputs 'y', 'd'; a task needs one")
        #expect(
            message { _ = try run(recipe("networkOutput: z")) }
                == "the network in '\(path)' has no output 'z'")
        let summary = try run(recipe("seed: 1", "networkOutput: y")).run().summary
        #expect(summary.score == whole.score)
        let saved = try SavedModel(path: runs.runFolder("run").model)
        #expect(saved.network.outputNames == ["y"])
        // The features alone need no last layer, and are too few for ten classes.
        #expect(
            message { _ = try run(recipe("networkOutput: d"), "features") }
                == "the network in '\(path)' gives 8 numbers for an example; the data need 10")
    }

    @Test func replacesTheLastLayerWhereAsked() throws {
        _ = try write(outputs: 7)
        #expect(
            message { _ = try run(recipe()) }
                == "the network in '\(runs.folder.path("net.onnx"))' gives 7 numbers for an example; "
                + "the data need 10")
        let summary = try run(recipe("partialWeights: true")).run().summary
        #expect(summary.epochs == 1)
    }

    /// The file of a run without training computes what the network computed.
    @Test func foldsBatchNormsThatWerePutBackInAgain() throws {
        _ = try write()
        var models: [StateDictionary] = []
        for restores in [false, true] {
            let recipe = try recipe("restoreBatchNorm: \(restores)", "epochs: 0")
            try run(recipe, "\(restores)").run()
            models.append(try StateDictionary(path: runs.runFolder("\(restores)").model))
        }
        #expect(models[0].tensors.map(\.name) == models[1].tensors.map(\.name))
        for (plain, folded) in zip(models[0].tensors, models[1].tensors) {
            let difference = try (plain.tensor - folded.tensor).magnitude().maximum().item()
            // A division and a multiplication by a deviation.
            #expect(difference < 1e-5, "\(plain.name)")
        }
    }

    @Test func trainsWithBatchNormsThatWerePutBack() throws {
        _ = try write()
        let pruning = "pruning: {method: pdp, sparsity: 0.5, ramp: 1 epoch, start: 0 epochs}"
        let noteStart = "batch norm seems to be folded into the convolutions of net.onnx"
        let plain = try run(recipe(pruning), "plain")
        #expect(try plain.plan().notes.contains { $0.hasPrefix(noteStart) })
        let restored = try run(recipe(pruning, "restoreBatchNorm: true"), "restored")
        #expect(try !restored.plan().notes.contains { $0.hasPrefix(noteStart) })
        let summary = try restored.run().summary
        let saved = try SavedModel(path: runs.runFolder("restored").model)
        #expect(!saved.network.namedParameters.contains { $0.path.contains("norm") })
        #expect(try saved.evaluate(on: runs.data).accuracy == summary.score)
    }

    @Test func refusesToPutBackWhatNeverWas() throws {
        let path = try write()
        var graph = try ONNXFile(path: path).graph
        graph.nodes.insert(
            Node(.unary(.relu), inputs: ["x"], outputs: ["image"]), at: 0)
        graph.nodes[1] = Node(
            .binary(.mul), inputs: ["image", "conv.bias"], outputs: ["a"])
        graph.weights["conv.bias"] = TensorData(floats: .init(repeating: 1, count: 8))
        graph.weights["fc.weight"] = TensorData(
            floats: .init(repeating: 1, count: 10), shape: [10, 1])
        graph.weights["shape"] = TensorData(integers: [-1, 1])
        graph = graph.removingDeadNodes()
        try ONNXWriter().write(graph, to: path)
        #expect(
            message { _ = try run(recipe("restoreBatchNorm: true")) }
                == "the network in '\(path)' has no convolution that a batch norm can have been "
                + "folded into")
    }

    @Test func refusesOtherImages() throws {
        let path = try write()
        var graph = try ONNXFile(path: path).graph
        graph.inputs[0].type.shape = ["N", 1, 9, 9]
        try ONNXWriter().write(graph, to: path)
        #expect(
            message { _ = try run(recipe()) }
                == "the network in '\(path)' takes examples of 1 × 9 × 9; the data have 1 × 8 × 8")
    }

    /// A linear layer whose results are put in order, which no graph can say.
    private final class Sorting: Layer {
        let linear: Linear

        init(_ inputCount: Int, _ outputCount: Int) throws {
            linear = try Linear(inputCount, outputCount)
        }

        func callAsFunction(_ input: Tensors.Tensor) throws -> Tensors.Tensor {
            try linear(input.flattened()).sorted(along: 1).values
        }
    }

    static let isAdded: Bool =
        (try? Networks.add(
            NetworkKind(name: "sorting", summary: "sorted numbers") {
                try Sorting($0.shape().reduce(1, *), $0.outputCount)
            })) != nil

    @Test func modelsWithoutAGraphSayWhy() throws {
        try #require(Self.isAdded)
        var recipe = runs.recipe
        recipe.initialWeights = nil
        recipe.network = "sorting"
        recipe.epochs = 1
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        try run(recipe).run(observer: observer)
        #expect(
            notes.contains(
                "the model carries no graph, so it can be neither thinned nor exported as ONNX: the "
                    + "network calls 'sort', which graphs do not have"))
        #expect(
            try SavedModel(path: runs.runFolder("run").model).evaluate(on: runs.data).count == 30)
    }

    /// Channels of layers that are added to each other are pruned at the same places.
    @Test func prunesCouplingsOfTheCatalogue() throws {
        var recipe = runs.recipe(method: "pdp", pattern: "channels")
        recipe.initialWeights = nil
        recipe.network = "resnet18"
        recipe.epochs = 1
        let plan = try run(recipe).plan()
        let names = plan.pruning?.layers.map(\.name) ?? []
        #expect(names.contains { $0.contains(" + ") })
        recipe.pruning?.couplesChannels = false
        let single = try run(recipe).plan().pruning?.layers.map(\.name) ?? []
        #expect(!single.contains { $0.contains(" + ") } && single.count > names.count)
    }
}
