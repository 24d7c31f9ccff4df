import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// What trained models say of files, beside what is measured of them.
    @Suite struct PredictTests {
        private struct Prediction: Decodable {
            struct Class: Decodable {
                let name: String
                let probability: Double
            }

            let input: String
            let classes: [Class]
        }

        private struct Result: Decodable {
            let correct: Int
            let examples: Int
            let loss: Double
        }

        private let pdp: Command

        init() throws { pdp = try Command() }

        private func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
            let file = URL(fileURLWithPath: pdp.folder.path(name))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }

        private func train(_ recipe: String) throws {
            try write(recipe.utf8, to: "r.yaml")
            let run = try pdp("prune", "r.yaml", "--data", "data", "--threads", "1", "--out", "out")
            #expect(run.status == 0, "\(run.errors)")
        }

        private func predict(_ arguments: String...) throws -> [Prediction] {
            let outcome = try pdp.run(
                ["predict", "out/model.safetensors", "--json"] + arguments)
            #expect(outcome.status == 0 && outcome.errors == "")
            return try JSONDecoder().decode([Prediction].self, from: Data(outcome.output.utf8))
        }

        private func measured() throws -> Result {
            let outcome = try pdp(
                "evaluate", "out/model.safetensors", "--data", "data", "--threads", "1", "--json")
            return try JSONDecoder().decode(Result.self, from: Data(outcome.output.utf8))
        }

        /// Photographs of noise: as many are told right as `evaluate` says.
        @Test func photographsAreToldAsTheyAreMeasured() throws {
            var random = SeededGenerator(seed: 1)
            for part in ["train", "val"] {
                for (name, level) in [("ants", UInt8(0)...160), ("bees", 90...255)] {
                    for index in 0..<6 {
                        let pixels = (0..<3 * 24 * 20).map { _ in
                            UInt8.random(in: level, using: &random)
                        }
                        try write(
                            Array("P6 24 20 255\n".utf8) + pixels,
                            to: "data/\(part)/\(name)/\(index).ppm")
                    }
                }
            }
            try train(
                """
                network: resnet20
                epochs: 1
                batchSize: 4
                data: {kind: folders, imageSize: 16}
                """)
            let predictions = try predict("data/val")
            #expect(predictions.map(\.input).first == "data/val/ants/0.ppm")
            #expect(predictions.allSatisfy { $0.classes.count == 1 })
            let correct = predictions.count { $0.input.contains("/\($0.classes[0].name)/") }
            let result = try measured()
            #expect(predictions.count == 12 && result.examples == 12 && correct == result.correct)
            // The loss tells apart what is cut out a little differently.
            let losses = try predict("data/val", "--top", "2").map { prediction in
                prediction.classes.filter { prediction.input.contains("/\($0.name)/") }
                    .reduce(0) { $0 - log($1.probability) }
            }
            #expect(abs(losses.reduce(0, +) / 12 - result.loss) < 1e-4)
            let both = try predict("data/val/bees/3.ppm", "--top", "9")[0].classes
            #expect(both.map(\.name).sorted() == ["ants", "bees"])
            #expect(abs(both[0].probability + both[1].probability - 1) < 1e-6)

            try write([1, 2, 3], to: "broken.jpg")
            let one = try pdp("predict", "out/model.safetensors", "broken.jpg")
            #expect(one.status == 65 && one.output == "")
            #expect(one.errors.hasPrefix("error: image 'broken.jpg' cannot be decoded: "))
            let two = try pdp(
                "predict", "out/model.safetensors", "broken.jpg", "data/val/ants/0.ppm")
            #expect(two.status == 65 && two.output.contains("data/val/ants/0.ppm"))
            #expect(two.errors.hasSuffix("error: 1 of 2 images cannot be used\n"))
            let text = try pdp("predict", "out/model.safetensors", "--text", "ants")
            #expect(
                text.status == 64
                    && text.errors == "error: a sentence was given; the network in "
                        + "'out/model.safetensors' takes images 3 × 16 × 16\n"
            )
        }

        @Test func sentencesAreToldAsTheyAreMeasured() throws {
            let words = ["a", "good", "bad", "film", "very", "not"]
            var random = SeededGenerator(seed: 2)
            func rows(_ count: Int) -> [(text: String, label: Int)] {
                (0..<count).map { index in
                    let length = Int.random(in: 1...30, using: &random)
                    let text = (0..<length).map { _ in words[Int.random(in: 0..<6, using: &random)]
                    }
                    return (text.joined(separator: " "), index % 2)
                }
            }
            let test = rows(20)
            for (file, rows) in [("train", rows(40)), ("dev", test)] {
                let lines = ["sentence\tlabel"] + rows.map { "\($0.text)\t\($0.label)" }
                try write(lines.joined(separator: "\n").utf8, to: "data/\(file).tsv")
            }
            let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words
            try write(tokens.joined(separator: "\n").utf8, to: "data/vocab.txt")
            try train(
                """
                network: bert-tiny
                epochs: 1
                batchSize: 8
                data: {kind: sst-2, maximumLength: 24}
                pruning: {sparsity: 0.5, start: 0 epochs, ramp: 50 %}
                """)
            try write(test.map(\.text).joined(separator: "\n").utf8, to: "sentences.txt")
            let predictions = try predict("sentences.txt")
            #expect(predictions.map(\.input) == test.map(\.text))
            let names = ["negative", "positive"]
            let correct = zip(predictions, test).count { $0.classes[0].name == names[$1.label] }
            #expect(try correct == measured().correct)
            #expect(
                try predict("--text", test[0].text)[0].classes[0].name
                    == predictions[0].classes[0].name)
        }

        @Test(arguments: [
            (["out/model.safetensors"], "name files, or give a sentence with --text"),
            (["m", "a.jpg", "--second", "b"], "--second goes with --text"),
            (["m", "a.jpg", "--top", "0"], "--top is 0; it must be at least 1"),
            (["m", "a.jpg", "--threads", "0"], "--threads is 0; it must be in 1...4096"),
        ])
        func wrongUsesAreNamed(arguments: [String], text: String) throws {
            let outcome = try pdp.run(["predict"] + arguments)
            #expect(outcome.status == 64 && outcome.errors.hasPrefix("error: \(text)\n"))
        }
    }
}
