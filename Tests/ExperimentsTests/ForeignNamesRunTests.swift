import Experiments
import Files
import Foundation
import Layers
import Models
import Pruning
import Reports
import TensorFiles
import Tensors
import TestSupport
import Testing
import Training

/// Runs from weights that another library has named.
@Suite struct ForeignNamesRunTests {
    private let runs: SmallRuns
    private let initial: String

    init() throws {
        runs = try SmallRuns()
        initial = runs.folder.path("published.safetensors")
    }

    private static let kinds = [
        ("mobilenet-v1-0.25-cifar", "timm-mobilenet-v1", "timm"),
        ("mobilenet-v2-0.5-cifar", "timm-mobilenet-v2", "timm"),
        ("mobilenet-v2-0.5-cifar", "transformers-mobilenet-v2", "transformers"),
        ("resnet18-cifar", "transformers-resnet18", "transformers"),
    ]

    /// The names of a file of another library, as the tests of the networks have them.
    private static func names(_ kind: String) throws -> [String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .appendingPathComponent("ModelsTests/Golden/foreign-names.json")
        let all = try JSONDecoder().decode(
            [String: [String: [Int]]].self, from: Data(contentsOf: file))
        return try #require(all[kind]).keys.sorted()
    }

    /// Writes a network of random weights by the names of another library, without those of `left`.
    private func writeWeights(
        _ network: String, _ kind: String, without left: [String] = []
    ) throws {
        try LibTorch.seed(3)
        let layer = try ImageNetwork.named(network).make(1, 10)
        let named = StateDictionary(
            try Self.names(kind).filter { name in !left.contains { name.hasSuffix($0) } }
                .map { ($0, try Tensor.zeros([1])) })
        let names = try #require(try ForeignNames(of: named, for: layer))
        try names.renamed(layer.stateDictionary()).write(to: initial)
    }

    private func recipe(_ network: String) -> Recipe {
        var recipe = runs.recipe(method: "gradual-magnitude")
        recipe.network = network
        recipe.epochs = 1
        recipe.pruning?.start = .epochs(0)
        recipe.pruning?.ramp = .epochs(0.5)
        recipe.initialWeights = initial
        return recipe
    }

    private func shapes(_ path: String) throws -> [String: [Int]] {
        Dictionary(
            uniqueKeysWithValues: try SafetensorsFile(path: path).entries.map {
                ($0.name, $0.shape)
            })
    }

    @Test(arguments: kinds)
    func areWrittenBackByTheirNames(network: String, kind: String, library: String) throws {
        try writeWeights(network, kind)
        #expect(try shapes(initial).keys.sorted() == Self.names(kind))
        let report = try runs.run(recipe(network), in: "run")
        let model = runs.runFolder("run").model
        #expect(try shapes(model) == shapes(initial))

        let saved = try SavedModel(path: model)
        #expect(saved.description.naming == library)
        let promise = try #require(saved.description.promise)
        #expect(try Set(promise.zeroCounts.keys).isSubset(of: shapes(model).keys))
        let findings = try verify(modelAt: model, demands: ModelDemands(sparsity: 0.5))
        #expect(findings.allSatisfy { $0.holds })
        #expect(findings.count == promise.zeroCounts.count + 3)
        #expect(
            try saved.evaluate(dataFolder: runs.folder.path).accuracy == report.summary.score)
        #expect(abs(report.summary.sparsity - 0.5) < 1e-3)
        #expect(report.summary.nonzeroMultiplyAdds ?? 0 > 0)
    }

    @Test func theZerosOfSuchAModelAreKept() throws {
        let (network, kind, _) = Self.kinds[1]
        try writeWeights(network, kind)
        var recipe = recipe(network)
        recipe.pruning?.pattern = "2:4"
        recipe.pruning?.method = "one-shot-magnitude"
        try runs.run(recipe, in: "first")
        recipe.initialWeights = runs.runFolder("first").model
        recipe.pruning = .keepingZeros()
        try runs.run(recipe, in: "second")
        let first = try SavedModel(path: runs.runFolder("first").model).description
        let second = try SavedModel(path: runs.runFolder("second").model).description
        #expect(second.naming == "timm" && second.promise?.pattern == "2:4")
        #expect(second.promise?.zeroCounts.keys.sorted() == first.promise?.zeroCounts.keys.sorted())
        #expect(try verify(modelAt: runs.runFolder("second").model).allSatisfy { $0.holds })
    }

    @Test func aRunThatIsResumedWritesThemToo() throws {
        let (network, kind, _) = Self.kinds[0]
        try writeWeights(network, kind)
        try runs.run(recipe(network), in: "whole")
        #expect(throws: RunError.self) {
            try runs.run(recipe(network), in: "parts", stoppingAfter: 2)
        }
        let checkpoint = try SafetensorsFile(path: runs.runFolder("parts").checkpoint)
        #expect(checkpoint.names.contains("network.model.0.0.weight"))
        try runs.run(recipe(network), in: "parts", resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
    }

    @Test func countsOfBatchesMayBeMissing() throws {
        let (network, kind, _) = Self.kinds[0]
        try writeWeights(network, kind, without: ["num_batches_tracked"])
        let report = try runs.run(recipe(network), in: "run")
        let model = runs.runFolder("run").model
        #expect(try shapes(model) == shapes(initial))
        let saved = try SavedModel(path: model)
        #expect(
            try saved.evaluate(dataFolder: runs.folder.path).accuracy == report.summary.score)
    }

    @Test func aModelOfWhichAPartIsNewHasItsOwnNames() throws {
        let (network, kind, _) = Self.kinds[0]
        try writeWeights(network, kind, without: ["classifier.weight", "classifier.bias"])
        var recipe = recipe(network)
        recipe.allowsPartialWeights = true
        var observer = RunObserver()
        var notes: [String] = []
        observer.note = { notes.append($0) }
        try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("run"))
            .run(observer: observer)
        #expect(
            notes.contains(
                "the initial weights have the names of timm, but not for every tensor of the "
                    + "network; the model is saved by the network's own names"))
        let saved = try SavedModel(path: runs.runFolder("run").model)
        #expect(saved.description.naming == nil)
        #expect(try shapes(runs.runFolder("run").model)["fc.weight"] == [10, 256])
        #expect(try verify(modelAt: runs.runFolder("run").model).allSatisfy { $0.holds })
    }

    @Test func planAndModelHaveOneSize() throws {
        let (network, kind, _) = Self.kinds[1]
        try writeWeights(network, kind)
        let recipe = recipe(network)
        let plan = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("run"))
            .plan()
        let report = try runs.run(recipe, in: "run")
        #expect(plan.modelByteCount == report.summary.modelByteCount)
    }
}
