import Datasets
import Experiments
import Files
import Layers
import Models
import Pruning
import Reports
import Tensors
import TestSupport
import Testing
import Training

/// Networks and tasks of a program of one's own: recipes name them, and their models are read again.
@Suite struct OwnKindsTests {
    /// Two inputs, each through a layer of its own.
    private final class TwoTowers: Network {
        let inputNames = ["left", "right"]
        let outputNames = ["sum"]
        private let left: Linear
        private let right: Linear
        private let head: Linear

        init(_ request: NetworkRequest) throws {
            left = try Linear(request.shape(of: "left")[0], 16)
            right = try Linear(request.shape(of: "right")[0], 16)
            head = try Linear(16, request.outputCount)
        }

        func outputs(of inputs: NamedTensors) throws -> NamedTensors {
            let left = try left(inputs.tensor("left", role: "inputs"))
            let right = try right(inputs.tensor("right", role: "inputs"))
            return ["sum": try head((left + right).relu())]
        }
    }

    static let areAdded: Bool = {
        do {
            try Networks.add(
                NetworkKind(name: "two-towers", summary: "two inputs") { try TwoTowers($0) })
            try Tasks.add(
                TaskKind(name: "cubic", summary: "fourth powers", outputs: .targets) { _ in
                    CustomTask("cubic") { outputs, targets in
                        let error =
                            try outputs.tensor(nil, role: "outputs")
                            - targets.tensor(nil, role: "targets")
                        return try error.squared().squared().mean()
                    }
                })
            return true
        } catch {
            return false
        }
    }()

    private func folder() throws -> TemporaryFolder {
        try #require(Self.areAdded)
        let folder = try TemporaryFolder()
        var random = SeededRandom(seed: 3)
        for (part, count) in [("train", 96), ("test", 32)] {
            let left = (0..<3 * count).map { _ in Float.random(in: -1...1, using: &random) }
            let right = (0..<2 * count).map { _ in Float.random(in: -1...1, using: &random) }
            let y = (0..<count).map { left[3 * $0] * right[2 * $0] }
            try StateDictionary([
                ("left", try Tensor(left, shape: [count, 3])),
                ("right", try Tensor(right, shape: [count, 2])),
                ("y", try Tensor(y, shape: [count, 1])),
            ]).write(to: folder.path("\(part).safetensors"))
        }
        return folder
    }

    @Test(arguments: ["regression", "cubic"]) func areNamedByRecipes(task: String) throws {
        let folder = try folder()
        let recipe = try Recipe(
            yaml: """
                network: two-towers
                task: \(task)
                epochs: 3
                batchSize: 16
                optimizer: {kind: adamw, learningRate: 0.01}
                pruning: {sparsity: 0.5}
                """, file: "r")
        let run = RunFolder(path: folder.path("run"))
        let report = try TrainingRun(
            recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path), folder: run
        ).run()
        let losses = report.epochs.map { $0.trainingMetrics["loss"] ?? .nan }
        #expect(losses[2] < losses[0])
        #expect(try verify(modelAt: run.model).allSatisfy(\.holds))
        let saved = try SavedModel(path: run.model)
        #expect(saved.network.inputNames == ["left", "right"])
        let evaluation = try saved.evaluate(dataFolder: folder.path)
        #expect(evaluation.loss.isFinite && evaluation.count == 32)
    }

    @Test func namesAreTakenOnce() throws {
        try #require(Self.areAdded)
        for name in ["two-towers", "resnet20", "bert", "mlp"] {
            #expect(
                message {
                    try Networks.add(NetworkKind(name: name, summary: "") { try TwoTowers($0) })
                } == "there is a network '\(name)' already; a new one must have another name")
        }
        #expect(
            message {
                try Tasks.add(
                    TaskKind(name: "regression", summary: "", outputs: .targets) { _ in
                        Regression()
                    })
            } == "there is a task 'regression' already; a new one must have another name")
        #expect(
            message { _ = try Recipe(yaml: "task: ranking", file: "r") }
                == "'task' in r, line 1: there is no task 'ranking'; the tasks are "
                + Tasks.all.map(\.name).joined(separator: ", "))
    }

    @Test func networksForImagesAreNotForNumbers() throws {
        let folder = try folder()
        let recipe = try Recipe(
            yaml: "{network: resnet20, task: regression}", file: "r")
        #expect(
            message {
                _ = try TrainingRun(
                    recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path),
                    folder: RunFolder(path: folder.path("run")))
            }
                == "the network 'resnet20' is for one input of channels, height and width, and the "
                + "data are arrays left 3 and right 2")
    }
}
