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

/// `Recipes/your-photographs.yaml` on a few small pictures.
@Suite struct OwnPhotographsTests {
    private static let root =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL.path

    private let folder: TemporaryFolder
    private let weights: String

    /// Three classes, of which one has a single picture.
    init() throws {
        folder = try TemporaryFolder(named: "photos")
        let pictures = ["rgb.jpg", "grey.jpg", "small.png"]
        for (name, count) in [("ants", 3), ("bees", 2), ("wasps", 1)] {
            for part in ["train", "val"] {
                let place = folder.path("\(part)/\(name)")
                try FileManager.default.createDirectory(
                    atPath: place, withIntermediateDirectories: true)
                for picture in pictures.prefix(count) {
                    try FileManager.default.copyItem(
                        atPath: "\(Self.root)/Tests/DatasetsTests/Folders/Golden/\(picture)",
                        toPath: "\(place)/\(picture)")
                }
            }
        }
        weights = folder.path("published.safetensors")
        try MobileNetV1(classCount: 5, variant: .folded).stateDictionary().write(to: weights)
    }

    private func recipe(_ assignments: String...) throws -> Recipe {
        let path = "\(Self.root)/Recipes/your-photographs.yaml"
        let small = [
            "initialWeights=\(weights)", "data.imageSize=32", "epochs=2", "batchSize=3",
            "pruning.rampEpochs=1", "pruning.fineTuneEpochs=1",
        ]
        return try Recipe(
            yaml: String(contentsOfFile: path, encoding: .utf8), file: path,
            assignments: small + assignments)
    }

    private func makeRun(_ recipe: Recipe, in name: String) throws -> TrainingRun {
        let data = try DataSources.open(for: recipe, folder: folder.path)
        return try TrainingRun(
            recipe: recipe, data: data, folder: RunFolder(path: folder.path("runs/\(name)")))
    }

    private func model(_ name: String) -> String { folder.path("runs/\(name)/model.safetensors") }

    @Test func writesTheFoldedNetworkThatThePlanSays() throws {
        let run = try makeRun(recipe(), in: "a")
        let plan = try run.plan()
        let summary = try run.run().summary

        #expect(summary.parameters == plan.parameterCount)
        #expect(try readFile(at: model("a")).count == plan.modelByteCount)
        #expect(try verify(modelAt: model("a")).allSatisfy(\.holds))
        let folded = try MobileNetV1(classCount: 3, variant: .folded).namedParameters.map(\.path)
        #expect(Set(try SafetensorsFile(path: model("a")).entries.map(\.name)) == Set(folded))
        let again = try SavedModel(path: model("a")).evaluate(dataFolder: folder.path)
        #expect(again.accuracy == summary.score)
    }

    /// All weights come from a file, since other tests draw from the same generator meanwhile.
    @Test func goesOnFromACheckpoint() throws {
        let own = folder.path("own.safetensors")
        try MobileNetV1(classCount: 3, variant: .folded).stateDictionary().write(to: own)
        let recipe = try recipe("initialWeights=\(own)")
        try makeRun(recipe, in: "whole").run()
        var observer = RunObserver()
        var stepsDone = 0
        observer.didStep = { _ in stepsDone += 1 }
        observer.isInterrupted = { stepsDone == 3 }
        let first = try makeRun(recipe, in: "parts")
        #expect(throws: RunError.self) { try first.run(observer: observer) }
        try makeRun(recipe, in: "parts").run(resuming: true)
        let tensors = try ["whole", "parts"].map { name in
            try StateDictionary(path: model(name)).tensors.map {
                try $0.tensor.elements() as [Float]
            }
        }
        #expect(tensors[0].count == tensors[1].count && tensors[0] == tensors[1])
    }

    /// At 64 pixels the last convolutions still have four positions; at 32 a batch of one would leave
    /// their batch norm a single value. Six pictures in batches of five end with a batch of one.
    @Test(arguments: [1, 2, 5, 16]) func takesBatchesOfAnySize(size: Int) throws {
        let recipe = try recipe(
            "batchSize=\(size)", "epochs=1", "pruning.fineTuneEpochs=0", "data.imageSize=64")
        #expect(try makeRun(recipe, in: "a").run().summary.score >= 0)
    }

    @Test func warnsWhereNothingRescales() throws {
        let note =
            "batch norm is folded into the convolutions of mobilenet-v1-folded, so nothing "
            + "rescales what pruned layers compute and the accuracy may fall to chance; "
            + "'restoreBatchNorm: true' puts it back while training"
        let folded = try makeRun(recipe("restoreBatchNorm=false"), in: "a").plan().notes
        #expect(folded.contains(note))
        let restored = try makeRun(recipe(), in: "b").plan().notes
        #expect(!restored.contains(note))
        let dense = try makeRun(recipe("restoreBatchNorm=false", "pruning=null"), in: "c").plan()
        #expect(!dense.notes.contains(note))
    }
}
