import Datasets
import Files
import Foundation
import Models
import Pruning
import Reports
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
        recipe.pruning?.rampEpochs = 1
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
        #expect(try saved.evaluate(dataFolder: folder.path).accuracy == report.summary.accuracy)
        #expect(saved.description.classNames == ["negative", "positive"])
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
        #expect(first.accuracy == (try run(next, in: "once-more").summary.accuracy))
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
        let known = LanguageNetwork.all.map(\.name).joined(separator: ", ")
        #expect(
            message { _ = try run(recipe, in: "run") }
                == "there is no network 'resnet20'; the networks are \(known)")
    }
}
