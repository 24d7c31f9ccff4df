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
        batch: Graphs.Dimension = "N", channelsLast: Bool = false, outputs: Int = 10
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
        try ONNXWriter().write(graph, to: path)
        return path
    }

    private func recipe(_ lines: String...) throws -> Recipe {
        try Recipe(
            yaml: (["network: \(runs.folder.path("net.onnx"))", "epochs: 1", "batchSize: 32"]
                + lines)
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

    @Test func replacesTheLastLayerWhereAsked() throws {
        _ = try write(outputs: 7)
        #expect(
            message { _ = try run(recipe()) }
                == "the network in '\(runs.folder.path("net.onnx"))' gives 7 numbers for an example; "
                + "the data need 10")
        let summary = try run(recipe("partialWeights: true")).run().summary
        #expect(summary.epochs == 1)
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

    private static let isAdded: Bool =
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
