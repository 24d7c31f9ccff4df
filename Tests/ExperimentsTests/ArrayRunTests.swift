import Datasets
import Experiments
import Files
import Foundation
import Layers
import Models
import Reports
import Sparsity
import Tensors
import TestSupport
import Testing
import Training

/// Runs on arrays, each task from its files to a model that is read again.
@Suite struct ArrayRunTests {
    private let folder: TemporaryFolder

    init() throws {
        try LibTorch.setThreadCount(1)
        folder = try TemporaryFolder()
    }

    /// Writes a part: 4 numbers for each example, and what `target` makes of them.
    private func write(
        _ part: String, count: Int, seed: UInt64, shape: [Int] = [], name: String = "y",
        isInteger: Bool = false, target: ([Float]) -> [Double]
    ) throws {
        var random = SeededRandom(seed: seed)
        let rows = (0..<count).map { _ in
            (0..<4).map { _ in Float.random(in: -1...1, using: &random) }
        }
        let targets = rows.flatMap(target)
        let y =
            isInteger
            ? try Tensor(targets.map { Int64($0) }, shape: [count] + shape)
            : try Tensor(targets, shape: [count] + shape)
        try StateDictionary([
            ("x", try Tensor(rows.flatMap(\.self), shape: [count, 4])), (name, y),
        ]).write(to: folder.path("\(part).safetensors"))
    }

    /// A recipe for `mlp`, which begins with weights in a file.
    private func recipe(_ task: String, inputs: Int = 4, outputs: Int) throws -> Recipe {
        let network = try MultilayerPerceptron(
            inputCount: inputs, hiddenCounts: [256, 256], outputCount: outputs)
        try network.drawParameters {
            $0.shape.count == 1 ? 0.5 : 1 / Float($0.shape[1]).squareRoot()
        }
        let weights = folder.path("initial.safetensors")
        try network.stateDictionary().write(to: weights)
        var recipe = Recipe()
        recipe.network = "mlp"
        recipe.initialWeights = weights
        recipe.task = task
        recipe.epochs = 4
        recipe.batchSize = 32
        recipe.optimizer.kind = "adamw"
        recipe.optimizer.learningRate = 0.01
        recipe.pruning = PruningRecipe(epochs: 4)
        recipe.pruning?.sparsity = 0.7
        return recipe
    }

    /// Runs a recipe in the folder `run`, and reads the model again.
    private func evaluation(of recipe: Recipe) throws -> Evaluation {
        let data = try DataSources.open(for: recipe, folder: folder.path)
        let run = RunFolder(path: folder.path("run"))
        let report = try TrainingRun(recipe: recipe, data: data, folder: run).run()
        #expect(abs(report.summary.sparsity - 0.7) < 0.01)
        #expect(try verify(modelAt: run.model).allSatisfy(\.holds))
        return try SavedModel(path: run.model).evaluate(dataFolder: folder.path)
    }

    @Test func numbersAreLearned() throws {
        for (part, seed) in [("train", 1), ("test", 2)] {
            try write(part, count: 200, seed: UInt64(seed)) { [Double(2 * $0[0] - $0[3])] }
        }
        let evaluation = try evaluation(of: recipe("regression", outputs: 1))
        #expect(evaluation.values["r2"] ?? 0 > 0.8)
        #expect(evaluation.classes.isEmpty && evaluation.count == 200)
    }

    @Test func classesAreLearned() throws {
        for (part, seed) in [("train", 1), ("test", 2)] {
            try write(part, count: 200, seed: UInt64(seed), name: "label", isInteger: true) {
                [($0[0] > 0 ? 1 : 0) + ($0[1] > 0 ? 2 : 0)]
            }
        }
        let evaluation = try evaluation(of: recipe("classification", outputs: 4))
        #expect(evaluation.accuracy > 0.7)
        #expect(evaluation.classes.count == 4)
    }

    /// Bytes are numbers for the network and classes for the task; whole numbers are learned from too.
    @Test(arguments: [ScalarType.uint8, .int32]) func wholeNumbersAreLearnedFrom(
        type: ScalarType
    ) throws {
        for (part, seed) in [("train", 1), ("test", 2)] {
            var random = SeededGenerator(seed: UInt64(seed))
            let values = (0..<200).map { _ in UInt8.random(in: 0...9, using: &random) }
            let x = try Tensor(values, shape: [200, 1]).converted(to: type)
            let y = try Tensor(values.map { $0 > 4 ? UInt8(1) : 0 }, shape: [200])
            try StateDictionary([("x", x), ("y", y)]).write(to: folder.path("\(part).safetensors"))
        }
        // Numbers up to 9 are far from normalised.
        var recipe = try recipe("classification", inputs: 1, outputs: 2)
        recipe.epochs *= 4
        let evaluation = try evaluation(of: recipe)
        #expect(evaluation.accuracy > 0.8 && evaluation.classes.count == 2)
    }

    @Test func severalLabelsAreLearned() throws {
        for (part, seed) in [("train", 1), ("test", 2)] {
            try write(part, count: 200, seed: UInt64(seed), shape: [2]) {
                [$0[0] > 0 ? 1 : 0, $0[1] > 0.3 ? 1 : 0]
            }
        }
        let evaluation = try evaluation(of: recipe("multi-label", outputs: 2))
        #expect(evaluation.values["f1"] ?? 0 > 0.7)
    }

    @Test func aRunIsResumedExactly() throws {
        for (part, seed) in [("train", 1), ("test", 2)] {
            try write(part, count: 100, seed: UInt64(seed)) { [Double($0[0])] }
        }
        var recipe = try recipe("regression", outputs: 1)
        recipe.data.validation = .share(0.2)
        func run(_ name: String, stoppingAfter stepCount: Int?, resuming: Bool = false) throws {
            var observer = RunObserver()
            var stepsDone = 0
            observer.didStep = { _ in stepsDone += 1 }
            observer.isInterrupted = { stepsDone == stepCount }
            try TrainingRun(
                recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path),
                folder: RunFolder(path: folder.path(name))
            ).run(resuming: resuming, observer: observer)
        }
        try run("whole", stoppingAfter: nil)
        #expect(throws: RunError.self) { try run("parts", stoppingAfter: 4) }
        try run("parts", stoppingAfter: nil, resuming: true)
        let bytes = try ["whole", "parts"].map {
            try readFile(at: RunFolder(path: folder.path($0)).model)
        }
        #expect(bytes[0] == bytes[1])
    }

    @Test func otherDataHaveClassesOnly() throws {
        var recipe = Recipe()
        recipe.task = "regression"
        recipe.data.kind = "glyphs"
        recipe.data.trainingCount = 20
        recipe.data.testCount = 20
        #expect(
            message {
                _ = try TrainingRun(
                    recipe: recipe, data: DataSources.open(for: recipe, folder: nil),
                    folder: RunFolder(path: folder.path("run")))
            }
                == "the task 'regression' needs targets of its own ('data.kind' arrays); the data "
                + "are images 1 × 28 × 28")
    }

    @Test func wrongArraysAreNamed() throws {
        let train = folder.path("train.safetensors")
        func text(_ arrays: [(String, Tensor)], _ yaml: String = "") throws -> String? {
            try StateDictionary(arrays).write(to: train)
            try StateDictionary(arrays).write(to: folder.path("test.safetensors"))
            let recipe = try Recipe(
                yaml: "network: mlp\ntask: regression\ndata: {kind: arrays\(yaml)}", file: "r")
            return message {
                _ = try TrainingRun(
                    recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path),
                    folder: RunFolder(path: folder.path("run")))
            }
        }
        let (three, two) = (try Tensor.zeros([3, 2]), try Tensor.zeros([2]))
        #expect(
            try text([("a", three)])
                == "'\(train)' holds the arrays 'a', of which no target is known; 'data.inputs' and "
                + "'data.targets' name them")
        #expect(
            try text([("x", three), ("y", two)])
                == "'\(train)' has 3 examples in 'x' and 2 in 'y'; the first axis of all arrays is the "
                + "example")
        #expect(
            try text([("x", three), ("y", three)], ", targets: [z]")
                == "'\(train)' has no array 'z'; it has 'x', 'y'")
        let classes = "network: mlp\ndata: {kind: arrays}"
        for (labels, problem) in [
            (
                [0, 1_000_000, 1],
                "a class 1000000; there may be 1000000 classes, numbered from 0 on"
            ),
            ([0, -1, 1], "a class -1; classes are numbered from 0 on"),
        ] {
            let y = try Tensor(labels.map { Int64($0) }, shape: [3])
            _ = try text([("x", three), ("y", y)])
            let recipe = try Recipe(yaml: classes, file: "r")
            let found = message {
                _ = try TrainingRun(
                    recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path),
                    folder: RunFolder(path: folder.path("run")))
            }
            #expect(found?.hasSuffix("has " + problem) == true)
        }
        #expect(
            try text([("x", try Tensor.zeros([0, 2])), ("y", try Tensor.zeros([0]))])
                == "'\(train)' has no example in 'x'")
    }
}
