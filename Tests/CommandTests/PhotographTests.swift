import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// Runs on a folder of photographs of which some cannot be used.
    @Suite struct PhotographTests {
        private struct Result: Decodable {
            let skippedExamples: Int
            let examples: Int?
        }

        private static let good =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../DatasetsTests/Folders/Golden/rgb.jpg").standardizedFileURL

        private let pdp: Command

        init() throws {
            pdp = try Command()
            for part in ["train", "val"] {
                for name in ["ants", "bees"] {
                    let place = URL(fileURLWithPath: pdp.folder.path("data/\(part)/\(name)"))
                    try FileManager.default.createDirectory(
                        at: place, withIntermediateDirectories: true)
                    try FileManager.default.copyItem(
                        at: Self.good, to: place.appendingPathComponent("good.jpg"))
                }
            }
            try write([1, 2, 3], to: "data/train/ants/bad.jpg")
            try write([], to: "data/val/bees/empty.png")
            let recipe = """
                network: resnet20
                epochs: 1
                batchSize: 2
                data: {kind: folders, imageSize: 16}
                """
            try write(Array(recipe.utf8), to: "r.yaml")
        }

        private func write(_ bytes: [UInt8], to name: String) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: pdp.folder.path(name)))
        }

        private func decode(_ text: String) throws -> Result {
            try JSONDecoder().decode(Result.self, from: Data(text.utf8))
        }

        private let prune = ["prune", "r.yaml", "--data", "data", "--threads", "1", "--out", "out"]

        @Test func areNamedAndCounted() throws {
            let bad =
                "image 'data/train/ants/bad.jpg' cannot be decoded: it is of an unknown kind; "
                + "the formats that are read are JPEG, PNG, WebP, BMP, TIFF, PPM and PGM"
            let empty = "image 'data/val/bees/empty.png' cannot be decoded: it is empty"
            let run = try pdp.run(prune)
            #expect(run.status == 0)
            #expect(run.errors.contains("\nleft out: \(bad)\nleft out: \(empty)\n"))
            #expect(try decode(pdp.text("out/summary.json")).skippedExamples == 2)
            let evaluation = try pdp(
                "evaluate", "out/model.safetensors", "--data", "data", "--threads", "1", "--json")
            #expect(evaluation.status == 0 && evaluation.errors == "left out: \(empty)\n")
            let result = try decode(evaluation.output)
            #expect(result.examples == 2 && result.skippedExamples == 1)
        }

        @Test func filesThatAreNoImagesAreNamedWithTheirReason() throws {
            try write(Array("GIF89a".utf8), to: "data/train/ants/moving.gif")
            try write([], to: "data/train/bees/nothing")
            let words =
                "2 of the files in 'data/train' are not used: GIF: 1 (ants/moving.gif); empty: 1 "
                + "(bees/nothing)"
            #expect(try pdp("doctor", "--data", "data").output.contains("\n            \(words)\n"))
            #expect(
                try pdp("plan", "r.yaml", "--data", "data").output.contains("note: \(words)\n"))
            #expect(try pdp.run(prune).errors.contains(words + "\n"))
            let summary = try pdp.text("out/summary.json")
            #expect(summary.contains("\"unusedFiles\"") && summary.contains("ants/moving.gif"))
        }

        @Test func endTheRunIfAsked() throws {
            let run = try pdp.run(prune + ["--set", "data.badImages=stop"])
            #expect(run.status == 65)
            #expect(
                run.errors == "error: image 'data/train/ants/bad.jpg' cannot be decoded: "
                    + "it is of an unknown kind; the formats that are read are "
                    + "JPEG, PNG, WebP, BMP, TIFF, PPM and PGM\n")
        }
    }
}
