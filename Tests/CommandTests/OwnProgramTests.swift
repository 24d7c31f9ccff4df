import Foundation
import TensorFiles
import TestSupport
import Testing

extension CommandTests {
    /// A program with a network, data, a task, a pattern and a method of its own has the whole command.
    @Suite struct OwnProgramTests {
        private let command: Command
        private let program: String
        private static let recipe = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Examples/YourOwnNetwork/signals.yaml")
            .standardizedFileURL.path

        init() throws {
            command = try Command()
            program =
                URL(fileURLWithPath: try #require(Command.executable)).deletingLastPathComponent()
                .path + "/YourOwnNetwork"
            try FileManager.default.createDirectory(
                atPath: command.folder.path("data"), withIntermediateDirectories: true)
            try write("train", count: 96)
            try write("test", count: 32)
        }

        /// Slow and fast waves in two channels, with phases that the seeded generator draws.
        private func write(_ part: String, count: Int) throws {
            var random = SeededGenerator(seed: UInt64(count))
            let lines = (0..<count).map { index -> String in
                let phase = Double.random(in: 0..<6, using: &random)
                let samples = (0..<2 * 16).map { place in
                    5 * sin(Double(place) * (index % 2 == 0 ? 0.3 : 1.5) + phase)
                }
                return "\(index % 2)," + samples.map { "\($0)" }.joined(separator: ",")
            }
            try command.folder.write(
                Array(lines.joined(separator: "\n").utf8), to: "data/\(part).signals")
        }

        private func own(_ arguments: [String]) throws -> Command.Outcome {
            try command.finish(command.start(program, arguments))
        }

        private func prune(_ settings: [String] = []) throws -> Command.Outcome {
            try own(
                [
                    "prune", Self.recipe, "--data", "data", "--out", "run", "--threads", "1",
                    "--set", "epochs=4", "--set", "batchSize=16",
                ] + settings)
        }

        @Test(arguments: ["signal-files", "auto"]) func prunesProvesAndEvaluates(kind: String)
            throws
        {
            let run = try prune(["--set", "data.kind=\(kind)"])
            #expect(run.status == 0, "\(run.errors)")
            let model = "run/model.safetensors"
            let proof = try own(["verify", model])
            #expect(proof.status == 0, "\(proof.errors)")
            #expect(proof.output.contains("zeros stand outside of blocks(4)"))
            let evaluation = try own(["evaluate", model, "--data", "data", "--threads", "1"])
            #expect(evaluation.status == 0, "\(evaluation.errors)")
            #expect(evaluation.output.contains("accuracy"))
            #expect(try own(["inspect", model]).status == 0)
            let summary = try command.text("run/summary.json")
            #expect(summary.contains("\"signal-files\"") && summary.contains("blocks(4)"))
            let file = try SafetensorsFile(path: command.folder.path(model))
            #expect(file.metadata["pdp.model"]?.contains("\"scale\":[") == true)
        }

        @Test func otherProgramsSayWhatTheyDoNotKnow() throws {
            #expect(try prune().status == 0)
            let proof = try command("verify", "run/model.safetensors")
            #expect(proof.status == 65)
            #expect(
                proof.errors
                    == "error: 'run/model.safetensors' promises the pattern 'blocks(4)', which this "
                    + "program does not know; it can prove unstructured, channels, N:M such as 2:4, Rx1 such "
                    + "as 4x1\n"
                    + "hint: verify it with the program that has written it\n")
            let evaluation = try command("evaluate", "run/model.safetensors", "--data", "data")
            #expect(evaluation.status == 65)
            #expect(evaluation.errors.contains("there is no network 'signals'"))
        }

        @Test func aZeroOutsideOfItsBlockBreaksThePromise() throws {
            #expect(try prune().status == 0)
            let path = command.folder.path("run/model.safetensors")
            let file = try SafetensorsFile(path: path)
            let weight = try #require(file.entries.first { $0.name == "blocks.0.expand.weight" })
            let kept = try #require(file.floats(of: weight.name).firstIndex { $0 != 0 })
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            let length = bytes.prefix(8).enumerated().reduce(0) { $0 + Int($1.1) << (8 * $1.0) }
            let start = 8 + length + weight.byteRange.lowerBound + 4 * kept
            bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0, 0])
            try bytes.write(to: URL(fileURLWithPath: path))
            let proof = try own(["verify", "run/model.safetensors"])
            #expect(proof.status == 1)
            #expect(
                proof.output.contains(
                    "broken  blocks.0.expand.weight: 1 zeros stand outside of blocks(4)"))
        }

        @Test(arguments: [
            (
                "data.options.chanels=2",
                "unknown key 'data.options.chanels' in the assignment 'data.options.chanels=2'; "
                    + "did you mean 'data.options.channels'?"
            ),
            (
                "data.options.channels=two",
                "'data.options.channels' is 'two' in the assignment 'data.options.channels=two'; "
                    + "it must be a whole number"
            ),
            (
                "pruning.pattern=blocks(0)",
                "'pruning.pattern' in the assignment 'pruning.pattern=blocks(0)': there is no "
                    + "pattern 'blocks(0)'; it must be one of unstructured, channels, N:M such as "
                    + "2:4, Rx1 such as 4x1, blocks(N) such as blocks(4)"
            ),
            (
                "data.crop=2",
                "'data.crop' is 2 in the assignment 'data.crop=2'; it must be left out where "
                    + "'data.kind' is signal-files"
            ),
            (
                "data.options.channels=3",
                "'data/train.signals' has 32 samples in line 1, which must be 32 as in the first "
                    + "and divide into 3 channels"
            ),
        ])
        func refusesWhatItsKindsDoNotHave(setting: String, text: String) throws {
            let outcome = try prune(["--set", setting])
            #expect(outcome.status == 65)
            #expect(outcome.errors.hasPrefix("error: \(text)\n"), "\(outcome.errors)")
        }
    }
}
