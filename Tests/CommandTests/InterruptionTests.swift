import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

extension CommandTests {
    @Suite struct InterruptionTests {
        private struct Position: Decodable {
            let stepsDone: Int
        }

        private static let options = [
            "--threads", "1", "--set", "epochs=3", "--set", "batchSize=8",
            "--set", "data.trainingCount=160", "--set", "data.testCount=20",
        ]

        /// Starts a run in the folder `out` and sends `signal` when its first epoch is over.
        private func interrupt(_ pdp: Command, with signal: Int32) throws -> Command.Outcome {
            let process = try pdp.start(["prune", Command.recipe, "--out", "out"] + Self.options)
            while process.isRunning, try !pdp.text(".errors").contains("epoch 1/3") {
                usleep(2_000)
            }
            kill(process.processIdentifier, signal)
            return try pdp.finish(process)
        }

        @Test(arguments: [SIGINT, SIGTERM, SIGUSR1])
        func stopsWithACheckpointAndResumesToTheSameBytes(signal: Int32) throws {
            let pdp = try Command()
            let outcome = try interrupt(pdp, with: signal)
            #expect(outcome.status == 130)
            #expect(outcome.output == "")
            let words = signal == SIGINT ? "once more to stop at once" : "Ctrl-C stops at once"
            #expect(
                outcome.errors.hasSuffix(
                    """
                    stopping after a checkpoint; \(words)
                    error: interrupted; the run in 'out' can be resumed
                    hint: run the same command with --resume

                    """))
            #expect(
                pdp.folder.files(below: "out")
                    == ["checkpoint/state.safetensors", "metrics.jsonl", "recipe.yaml"])
            #expect(try stepsDone(pdp) > 0)

            let run = ["prune", Command.recipe] + Self.options
            #expect(try pdp.run(run + ["--out", "out", "--resume"]).status == 0)
            #expect(try pdp.run(run + ["--out", "whole"]).status == 0)
            let model = try readFile(at: pdp.folder.path("out/model.safetensors"))
            #expect(try model == readFile(at: pdp.folder.path("whole/model.safetensors")))
        }

        private func stepsDone(_ pdp: Command) throws -> Int {
            let file = try SafetensorsFile(
                path: pdp.folder.path("out/checkpoint/state.safetensors"))
            let text = try #require(file.metadata["pdp.checkpoint"])
            return try JSONDecoder().decode(Position.self, from: Data(text.utf8)).stepsDone
        }

        /// Systems that restart a command give it the same words every time.
        @Test func oneCommandStartsGoesOnAndLeavesWhatIsFinished() throws {
            let pdp = try Command()
            let run =
                ["prune", "--resume", "auto", Command.recipe, "--out", "out"] + Self.options + [
                    "--set", "checkpoints.every=1 step",
                ]
            for moment in [0.05, 0.4, 0.8] {
                let process = try pdp.start(run)
                usleep(UInt32(moment * 1e6))
                kill(process.processIdentifier, SIGKILL)
                _ = try pdp.finish(process)
            }
            let finished = try pdp.run(run)
            #expect(finished.status == 0)
            let model = try readFile(at: pdp.folder.path("out/model.safetensors"))
            let again = try pdp.run(run)
            #expect(again.status == 0)
            #expect(again.errors == "the run in 'out' is finished\n")
            #expect(again.output == finished.output)
            #expect(
                try pdp.run(["prune", Command.recipe, "--out", "whole"] + Self.options).status == 0)
            #expect(try model == readFile(at: pdp.folder.path("whole/model.safetensors")))
            let remains = pdp.folder.files(below: "out").filter { $0.contains(".partial-") }
            #expect(remains == [])

            let other = try pdp.run(run + ["--seed", "3"])
            #expect(other.status == 65)
            #expect(
                other.errors
                    == "error: the recipe is not the one of the run in 'out': 'seed' is '3' now "
                    + "and was '0'\n")
        }

        /// What stands behind `--resume` without a value may be the recipe.
        @Test func takesTheRecipeBehindResume() throws {
            let pdp = try Command()
            let outcome = try pdp.run(
                ["prune", "--resume", Command.recipe, "--out", "out"] + Self.options)
            #expect(outcome.status == 0)
            #expect(outcome.errors.hasPrefix("there is no run in 'out' to go on with"))
        }

        @Test(arguments: ["auto2", "always", ""]) func takesNoOtherWordForAuto(word: String) throws
        {
            let outcome = try Command()(
                "prune", Command.recipe, "--resume=\(word)")
            #expect(outcome.status == 64)
            #expect(
                outcome.errors.contains(
                    "error: --resume is '\(word)'; it must be auto, or have no value\n"))
        }

        @Test func refusesToResumeAnotherRecipe() throws {
            let pdp = try Command()
            #expect(try interrupt(pdp, with: SIGINT).status == 130)
            let outcome = try pdp.run(
                ["prune", Command.recipe, "--out", "out", "--resume", "--seed", "1"]
                    + Self.options)
            #expect(outcome.status == 65)
            #expect(
                outcome.errors
                    == "error: the recipe is not the one of the run in 'out': 'seed' is '1' now "
                    + "and was '0'\n")
        }
    }
}
