import Datasets
import Experiments
import Files
import Foundation
import Layers
import Models
import Optimization
import Pruning
import Reports
import TestSupport
import Testing
import Training

/// Runs of a tiny BERT on a few sentences.
@Suite struct TextRunTests {
    let folder: TemporaryFolder
    var recipe = Recipe()

    init() throws {
        folder = try TemporaryFolder()
        let words = ["good", "bad", "film", "very", "a"]
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words
        try AtomicFile.write(tokens.joined(separator: "\n").utf8, to: folder.path("vocab.txt"))
        var random = SeededRandom(seed: 3)
        for (file, count) in [("train.tsv", 40), ("dev.tsv", 10)] {
            let rows = (0..<count).map { index in
                let word = index.isMultiple(of: 2) ? "bad" : "good"
                let filler = (0..<Int.random(in: 1...6, using: &random)).map { _ in "very" }
                return "a \(filler.joined(separator: " ")) \(word) film\t\(index % 2)"
            }
            let text = (["sentence\tlabel"] + rows).joined(separator: "\n")
            try AtomicFile.write(text.utf8, to: folder.path(file))
        }
        recipe.network = "bert-tiny"
        recipe.epochs = 2
        recipe.batchSize = 8
        recipe.data.kind = "sst-2"
        recipe.data.maximumLength = 12
        recipe.optimizer.kind = "adamw"
        recipe.optimizer.learningRate = 1e-3
        recipe.optimizer.gradientNorm = 1
        recipe.optimizer.schedule.shape = .linear
        recipe.pruning = PruningRecipe(epochs: recipe.epochs)
        recipe.pruning?.ramp = .epochs(1)
    }

    private func run(_ recipe: Recipe, in name: String) throws -> RunReport {
        let data = try DataSources.open(recipe.data, folder: folder.path)
        return try TrainingRun(
            recipe: recipe, data: data, folder: RunFolder(path: folder.path(name))
        ).run()
    }

    @Test func prunesTheBlocksAndKeepsItsAccuracyInTheFile() throws {
        let report = try run(recipe, in: "run")
        #expect(report.layers.count == 12)
        #expect(report.layers.allSatisfy { $0.path.hasPrefix("bert.encoder.layer.") })
        #expect(abs(report.summary.sparsity - 0.9) < 1e-5)
        let saved = try SavedModel(path: RunFolder(path: folder.path("run")).model)
        #expect(try saved.evaluate(dataFolder: folder.path).accuracy == report.summary.score)
        #expect(saved.description.classNames == ["negative", "positive"])
    }

    @Test func measuresASavedModelOnOtherSentences() throws {
        _ = try run(recipe, in: "run")
        let rows = "sentence\tlabel\na good film\t1\na bad film\t0\na good film\t1"
        try AtomicFile.write(rows.utf8, to: folder.path("other.tsv"))
        let saved = try SavedModel(
            path: RunFolder(path: folder.path("run")).model,
            assignments: ["data.testFile=other.tsv"])
        #expect(try saved.evaluate(dataFolder: folder.path).count == 3)
    }

    @Test func plansTheBlocks() throws {
        let data = try DataSources.open(recipe.data, folder: folder.path)
        let plan = try TrainingRun(recipe: recipe, data: data, folder: RunFolder(path: "")).plan()
        let query = try #require(plan.pruning?.layers.first)
        #expect(query.name == "bert.encoder.layer.0.attention.self.query.weight")
        // Twelve tokens, each multiplied with every weight.
        #expect(query.multiplyAdds == 12 * 128 * 128)
        let pooler = plan.excluded.first { $0.path == "bert.pooler.dense.weight" }
        #expect(pooler?.reason == "kept dense by the network")
    }

    @Test func startsFromAnEncoderWithoutAClassifier() throws {
        _ = try run(recipe, in: "run")
        var next = recipe
        next.initialWeights = RunFolder(path: folder.path("run")).model
        next.epochs = 0
        next.pruning = nil
        let first = try run(next, in: "again").summary
        #expect(first.score == (try run(next, in: "once-more").summary.score))
    }

    @Test func countsRowsWithoutALabel() throws {
        let text = String(decoding: try readFile(at: folder.path("dev.tsv")), as: UTF8.self)
        try AtomicFile.write((text + "\na film\t-\na film\t-").utf8, to: folder.path("dev.tsv"))
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let data = try DataSources.open(for: recipe, folder: folder.path)
        let run = RunFolder(path: folder.path("run"))
        let report = try TrainingRun(recipe: recipe, data: data, folder: run).run(
            observer: observer)
        #expect(
            notes.contains(
                "left out: 2 rows of the test sentences of 'sst-2', without a label that can be used"
            ))
        #expect(report.summary.skippedExamples == 2)
        #expect(report.summary.exampleName == "sentence")
    }

    @Test func takesTheSizesOfItsNetworkFromAFile() throws {
        _ = try run(recipe, in: "first")
        var next = recipe
        next.network = "bert"
        next.networkConfiguration = RunFolder(path: folder.path("first")).networkConfiguration
        next.initialWeights = RunFolder(path: folder.path("first")).model
        next.pruning = nil
        next.epochs = 0
        let summary = try run(next, in: "second").summary
        #expect(summary.initialWeights?.loadedCount == 41)
        let path = RunFolder(path: folder.path("second")).model
        let saved = try SavedModel(path: path)
        #expect(saved.description.network == "bert")
        #expect(try saved.evaluate(dataFolder: folder.path).accuracy == summary.score)
        next.data.maximumLength = 513
        #expect(
            message { _ = try run(next, in: "third") }
                == "'data.maximumLength' of the recipe is 513; "
                + "it must be at most 512 for the network bert")
    }

    @Test func recordsWhatOfItsWeightsWasUsed() throws {
        _ = try run(recipe, in: "run")
        let encoder = folder.path("encoder.safetensors")
        try rewrite(
            RunFolder(path: folder.path("run")).model, keeping: { !$0.hasPrefix("classifier.") })
        try FileManager.default.copyItem(
            atPath: RunFolder(path: folder.path("run")).model, toPath: encoder)
        var next = recipe
        next.initialWeights = encoder
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let data = try DataSources.open(for: next, folder: folder.path)
        let again = RunFolder(path: folder.path("again"))
        let summary = try TrainingRun(recipe: next, data: data, folder: again)
            .run(observer: observer).summary
        #expect(
            notes.first
                == "initial weights: 39 tensors loaded; "
                + "2 with random values (classifier.weight, classifier.bias)")
        #expect(
            summary.initialWeights
                == InitialWeightsRecord(
                    file: encoder, loadedCount: 39,
                    random: ["classifier.weight", "classifier.bias"], unused: [], misfits: []))
    }

    private static let python =
        ProcessInfo.processInfo.environment["PDP_TRANSFORMERS_PYTHON"]

    @Test(
        .enabled(if: python != nil, "PDP_TRANSFORMERS_PYTHON names no Python with transformers"),
        arguments: [StoredPrecision.float32, .float16])
    func isReadByTransformersAsItIs(precision: StoredPrecision) throws {
        var recipe = recipe
        recipe.precision = precision
        let accuracy = try run(recipe, in: "run").summary.score
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Scripts/golden/transformers_run.py").standardizedFileURL
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [
            script.path, folder.path("run"), folder.path("dev.tsv"), folder.path("result"),
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let result = String(decoding: try readFile(at: folder.path("result")), as: UTF8.self)
        #expect(result == "\(accuracy) \(precision.rawValue) negative positive")
    }

    @Test func refusesAnotherVocabulary() throws {
        _ = try run(recipe, in: "run")
        let model = RunFolder(path: folder.path("run")).model
        let before = "\(try SavedModel(path: model).description.input)"
        let text = String(decoding: try readFile(at: folder.path("vocab.txt")), as: UTF8.self)
        try AtomicFile.write((text + "\nnew").utf8, to: folder.path("vocab.txt"))
        let found = try DataSources.open(recipe.data, folder: folder.path).input
        #expect(
            message { _ = try SavedModel(path: model).evaluate(dataFolder: folder.path) }
                == "the data are \(found); the network in '\(model)' takes \(before)")
        #expect("\(found)".hasPrefix("uncased sentences of 11 kinds of tokens ("))
    }

    @Test func refusesANetworkOfImages() throws {
        var recipe = recipe
        recipe.network = "resnet20"
        let known = LanguageNetwork.names.joined(separator: ", ")
        #expect(
            message { _ = try run(recipe, in: "run") }
                == "there is no network 'resnet20'; the networks are \(known)")
    }
}
