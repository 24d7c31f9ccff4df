import Datasets
import Experiments
import Foundation
import Layers
import Models
import TensorFiles
import Tensors
import TestSupport
import Testing
import Training

/// Rare classes of arrays and images: balanced examples, and balanced weights in the loss.
@Suite struct BalancedClassesTests {
    private let folder: TemporaryFolder

    init() throws {
        try LibTorch.setThreadCount(1)
        folder = try TemporaryFolder()
    }

    /// Writes both parts: 4 numbers for each of `labels`, which are `[labels.count / positions, positions]`,
    /// or `[labels.count]` for `nil`.
    private func write(labels: [Int], positions: Int? = nil, isInteger: Bool = true) throws {
        let count = labels.count / (positions ?? 1)
        let shape = [count] + [positions].compactMap(\.self)
        var random = SeededRandom(seed: 1)
        let numbers = (0..<4 * labels.count).map { _ in Float.random(in: -1...1, using: &random) }
        let x = try Tensor(numbers, shape: shape + [4])
        let y =
            isInteger
            ? try Tensor(labels.map { Int64($0) }, shape: shape)
            : try Tensor(labels.map { Float($0) }, shape: shape)
        for part in ["train", "test"] {
            try StateDictionary([("x", x), ("y", y)]).write(to: folder.path("\(part).safetensors"))
        }
    }

    private func data(_ yaml: String = "") throws -> any DataSource {
        try DataSources.open(
            for: Recipe(yaml: "data: {kind: arrays\(yaml)}", file: "r"), folder: folder.path)
    }

    private var balanced: LoaderSettings {
        var settings = LoaderSettings(batchSize: 16, seed: 3)
        settings.sampling = .balanced
        return settings
    }

    private func labels(
        _ source: any BatchSource, epoch: Int = 0, from batchIndex: Int = 0
    ) throws -> [[Int64]] {
        let batches: any BatchStream = source.batches(epoch: epoch, startingAt: batchIndex)
        var labels: [[Int64]] = []
        while let batch = try batches.next(on: .cpu) {
            labels.append(try batch.targets.tensors[0].elements())
        }
        return labels
    }

    /// 90 of the class 0, 9 of 2 and one without a class.
    private static let rare =
        [Int](repeating: 0, count: 90) + [Int](repeating: 2, count: 9) + [-100]

    @Test func classesOfArraysAreEquallyLikely() throws {
        try write(labels: Self.rare)
        let source = try data().trainingBatches(balanced)
        let drawn = try (0..<60).flatMap { try labels(source, epoch: $0).joined() }
        #expect(drawn.count == 6000 && Set(drawn) == [0, 2])
        // Five deviations of a number of 6,000 draws with a chance of 1 in 2.
        #expect(abs(drawn.count { $0 == 2 } - 3000) < 5 * 39)
    }

    @Test func arraysGoOnAndAreShared() throws {
        try write(labels: Self.rare)
        let source = try data().trainingBatches(balanced)
        let whole = try labels(source, epoch: 2)
        #expect(try labels(source, epoch: 2) == whole && labels(source, epoch: 3) != whole)
        #expect(try labels(source, epoch: 2, from: 4) == Array(whole[4...]))
        let parts = try (0..<2).map { rank in
            try labels(source.sharing(BatchShare(rank, of: 2)), epoch: 2)
        }
        #expect(zip(parts[0], parts[1]).map { $0 + $1 } == whole)
    }

    @Test func otherPartsAreNotSampled() throws {
        try write(labels: Self.rare)
        let data = try data(", validation: 20, sampling: balanced, trainingCount: 50")
        #expect(data.trainingCount == 30 && data.validationCount == 20)
        let validation = try #require(try data.validationBatches(for: data.input))
        // 4 or 5 of the 50 examples have the class 2, and so 2 of the 20 that decide.
        #expect(try labels(validation).joined().count { $0 == 2 } == 2)
        let test = try data.testBatches(for: data.input)
        #expect(try labels(test).flatMap(\.self) == Self.rare.map { Int64($0) })
        let training = try labels(data.trainingBatches(balanced)).joined()
        #expect(training.count == 30 && training.count { $0 == 2 } > 5)
    }

    @Test func classesOfArraysAreCounted() throws {
        try write(labels: Self.rare)
        #expect(try data().trainingClassCounts == [90, 0, 9])
        try write(labels: [0, 1, -100, 3, 1, 1], positions: 3)
        #expect(try data().trainingClassCounts == [1, 3, 0, 1])
        try write(labels: Self.rare, isInteger: false)
        #expect(try data().trainingClassCounts == nil)
    }

    /// A position may count for nothing, an example not.
    @Test func everyExampleToClassifyHasAClass() throws {
        try write(labels: Self.rare)
        let classification = try Tasks.named("classification")
        #expect(
            message { _ = try data().outputCount(for: classification) }?
                .contains("has a class -100; classes are numbered from 0 on") == true)
        #expect(try data().outputCount(for: Tasks.named("tagging")) == 3)
        try write(labels: [-100, -100], positions: 2)
        #expect(
            message { _ = try data().outputCount(for: Tasks.named("tagging")) }?
                .contains("has no class, only targets that count for nothing") == true)
    }

    @Test(arguments: [true, false]) func refusesExamplesWithoutAClassEach(isInteger: Bool) throws {
        try write(labels: [0, 1, 2, 3, 1, 1], positions: 3, isInteger: isInteger)
        #expect(
            message { _ = try data().trainingBatches(balanced) }
                == "'data.sampling' is 'balanced' in the recipe; it must be once for data whose examples "
                + "have no class each")
    }

    /// A recipe for `mlp`, which begins with weights in a file.
    private func recipe(_ yaml: String) throws -> Recipe {
        let network = try MultilayerPerceptron(
            inputCount: 4, hiddenCounts: [256, 256], outputCount: 3)
        try network.drawParameters { _ in 0.2 }
        let weights = folder.path("initial.safetensors")
        try network.stateDictionary().write(to: weights)
        var recipe = try Recipe(yaml: yaml, file: "r")
        recipe.network = "mlp"
        recipe.initialWeights = weights
        recipe.epochs = 2
        recipe.batchSize = 20
        return recipe
    }

    private func run(_ recipe: Recipe, in name: String) throws -> [String: [Float]] {
        let run = RunFolder(path: folder.path(name))
        try TrainingRun(
            recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path), folder: run
        ).run()
        let file = try SafetensorsFile(path: run.model)
        return Dictionary(
            uniqueKeysWithValues: try file.entries.filter { $0.dtype == .float32 }.map {
                ($0.name, try file.floats(of: $0.name))
            })
    }

    /// 100 / (3 · 80), 100 / (3 · 15) and 100 / (3 · 5).
    @Test func balancedWeightsOfArraysAreThoseOfTheirCounts() throws {
        try write(
            labels: [Int](repeating: 0, count: 80) + [Int](repeating: 1, count: 15)
                + [Int](repeating: 2, count: 5))
        let balanced = try run(recipe("classWeights: balanced"), in: "balanced")
        let named = try run(
            recipe(
                "classWeights: {0: 0.4166666666666667, 1: 2.2222222222222223, 2: 6.666666666666667}"
            ),
            in: "named")
        #expect(balanced == named)
        #expect(try run(recipe(""), in: "plain") != balanced)
    }

    @Test func namesTheClassesOfArraysByNumber() throws {
        try write(labels: [0, 1, 2, 2])
        let recipe = try recipe("classWeights: {3: 1}")
        #expect(
            message { _ = try run(recipe, in: "run") }
                == "'classWeights' is of the class '3' in the recipe; it must be of the classes of the "
                + "data, such as '0'")
    }
}
