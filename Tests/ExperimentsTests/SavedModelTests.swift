import Datasets
import Experiments
import Foundation
import Layers
import Models
import Pruning
import Reports
import TestSupport
import Testing
import Training

@Suite struct SavedModelTests {
    let runs: SmallRuns
    let model: String

    init() throws {
        runs = try SmallRuns()
        model = runs.runFolder("run").model
    }

    private func refusal() -> String? {
        message { _ = try SavedModel(path: model) }
    }

    @Test func hasTheAccuracyOfItsRun() throws {
        let summary = try runs.run(runs.recipe(method: "pdp"), in: "run").summary
        let saved = try SavedModel(path: model)
        #expect(try saved.evaluate(on: runs.data).accuracy == summary.score)
        let folder = runs.folder.path
        #expect(try saved.evaluate(dataFolder: folder).accuracy == summary.score)
    }

    @Test func describesItself() throws {
        try runs.run(runs.recipe(method: "pdp"), in: "run")
        let description = try SavedModel(path: model).description
        #expect(description.network == "small-cnn" && description.dataset == "mnist")
        #expect("\(description.input)" == "images 1 × 8 × 8")
        #expect(description.classNames == (0...9).map { "\($0)" })
        #expect(description.promise?.pattern == "unstructured")
        #expect(description.promise?.zeroCounts.count == 5)
        let text = String(decoding: try JSONEncoder().encode(description), as: UTF8.self)
        let again = try ModelDescription(metadata: ["pdp.model": text], path: "a")
        #expect(again == description)
    }

    @Test func refusesFilesThatAreNoModels() throws {
        try runs.run(runs.recipe, in: "run")
        try rewrite(model, metadata: { $0["pdp.model"] = "{}" })
        #expect(
            refusal() == "'\(model)' is not a model of this program: its metadata have a "
                + "'pdp.model' that says nothing of a network")
        try rewrite(model, metadata: { $0 = [:] })
        #expect(
            refusal() == "'\(model)' is not a model of this program: "
                + "its metadata have no 'pdp.model'")
    }

    @Test func refusesTheTensorsOfAnotherNetwork() throws {
        try runs.run(runs.recipe, in: "run")
        try rewrite(model, keeping: { $0 != "fc.bias" && $0 != "bn1.weight" })
        #expect(
            refusal() == "'\(model)' does not fit the network: 2 missing (bn1.weight, fc.bias)")
        try rewrite(
            model,
            metadata: { texts in
                texts["pdp.model"] = texts["pdp.model"]?.replacingOccurrences(
                    of: "small-cnn", with: "resnet20")
            })
        #expect(refusal()?.hasPrefix("'\(model)' does not fit the network: ") == true)
    }

    /// A network that no catalogue has is read by the graph in its file.
    @Test func readsANetworkThatDoesNotExistByItsGraph() throws {
        let summary = try runs.run(runs.recipe, in: "run").summary
        try rewrite(
            model,
            metadata: { texts in
                texts["pdp.model"] = texts["pdp.model"]?.replacingOccurrences(
                    of: "small-cnn", with: "large-cnn")
            })
        #expect(try SavedModel(path: model).evaluate(on: runs.data).accuracy == summary.score)
        try rewrite(model, metadata: { $0["pdp.graph"] = nil })
        let known = ImageNetwork.all.map(\.name).joined(separator: ", ")
        #expect(refusal() == "there is no network 'large-cnn'; the networks are \(known)")
    }

    @Test func refusesToTeachImagesThatAreNormalizedOtherwise() throws {
        try runs.run(runs.recipe, in: "run")
        var recipe = runs.recipe
        recipe.distillation = DistillationRecipe(teacher: model)
        try runs.run(recipe, in: "student")
        recipe.data.normalization = "half"
        let data = try #require(runs.data as? ImageSource)
        let training = try #require(data.training as? InMemoryImages)
        let others = ImageSource(
            training: training, test: training,
            normalization: Normalization(mean: [0.5], deviation: [0.5]))
        let text = message {
            _ = try TrainingRun(recipe: recipe, data: others, folder: runs.runFolder("other"))
        }
        #expect(
            text?.hasPrefix("the images are normalised with mean 0.50 and deviation 0.50; ") == true
        )
        #expect(text?.contains("the network in '\(model)' takes them with mean 0.") == true)
    }

    @Test func refusesImagesOfAnotherKind() throws {
        try runs.run(runs.recipe, in: "run")
        let saved = try SavedModel(path: model)
        let glyphs = try GlyphGenerator().dataset(count: 2, split: .test)
        #expect(
            message { _ = try saved.evaluate(on: ImageSource(training: glyphs, test: glyphs)) }
                == "the data are images 1 × 28 × 28; the network in '\(model)' takes images 1 × 8 × 8"
        )
        let fewer = try InMemoryImages(
            name: "two", classNames: ["a", "b"],
            imageShape: ImageShape(channelCount: 1, height: 8, width: 8),
            pixels: Array(repeating: 0, count: 64), labels: [1])
        #expect(
            message { _ = try saved.evaluate(on: ImageSource(training: fewer, test: fewer)) }
                == "the data are of 2 classes; the network in '\(model)' takes 10")
    }
}
