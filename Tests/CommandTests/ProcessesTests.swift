import Files
import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// Runs in several processes on this machine.
    @Suite struct ProcessesTests {
        private static let run = ["prune", Command.recipe, "--out", "out", "--time-limit", "60"]

        /// Many epochs, for runs that are ended before.
        private static let longRun =
            run + [
                "--processes", "2", "--threads", "1", "--set", "epochs=1000",
                "--set", "batchSize=8", "--set", "data.trainingCount=64",
                "--set", "data.testCount=20",
            ]

        /// Starts a long run of two processes; returns when its first epoch is over.
        private func start(_ pdp: Command) throws -> (launcher: Process, ranks: [pid_t]) {
            let launcher = try pdp.start(Self.longRun)
            while launcher.isRunning, try !pdp.text(".errors").contains("epoch 1/1000") {
                usleep(5_000)
            }
            return (launcher, try children(of: launcher.processIdentifier))
        }

        /// The children of a process in the order in which they were started.
        private func children(of parent: pid_t) throws -> [pid_t] {
            let table = try Command().program("ps", ["-A", "-o", "pid=,ppid="]).output
            return table.split(separator: "\n").compactMap { line in
                let numbers = line.split(separator: " ").compactMap { pid_t($0) }
                return numbers.count == 2 && numbers[1] == parent ? numbers[0] : nil
            }.sorted()
        }

        private func isRunning(_ id: pid_t) -> Bool {
            // A process that nobody has waited for is still in the table.
            let state = try? Command().program("ps", ["-o", "stat=", "-p", "\(id)"]).output
            return state.map { !$0.isEmpty && !$0.hasPrefix("Z") } ?? false
        }

        @Test func makeOneModel() throws {
            let pdp = try Command()
            let outcome = try pdp.run(
                Self.run + Command.shortRun + ["--processes", "2", "--json"])
            #expect(outcome.status == 0)
            #expect(outcome.errors.split(separator: "\n").count { $0.contains("epoch 2/2") } == 1)
            let summary = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            let command = (summary as? [String: Any])?["command"] as? String
            #expect(command?.hasSuffix("--processes 2 --json") == true)
            #expect(
                pdp.folder.files(below: "out") == [
                    "checkpoint/state.safetensors", "metrics.jsonl", "model.safetensors",
                    "recipe.yaml", "report.html", "summary.json",
                ])
            #expect(try pdp("verify", "out/model.safetensors").status == 0)
        }

        @Test func stopTogetherAndGoOn() throws {
            let pdp = try Command()
            let (launcher, ranks) = try start(pdp)
            #expect(ranks.count == 2)
            kill(launcher.processIdentifier, SIGINT)
            let outcome = try pdp.finish(launcher)
            #expect(outcome.status == 130)
            #expect(
                outcome.errors.hasSuffix(
                    """
                    stopping after a checkpoint; once more to stop at once
                    error: interrupted; the run in 'out' can be resumed
                    hint: run the same command with --resume

                    """))
            #expect(!ranks.contains(where: isRunning))
        }

        /// Every process has random numbers of its own, and goes on with them.
        @Test func goOnWithTheBytesOfDropout() throws {
            let pdp = try Command()
            func run(_ folder: String, _ options: [String]) throws {
                let changes = [
                    "network=mobilenet-v2-0.5-cifar", "epochs=2", "pruning.rampEpochs=0.5",
                    "batchSize=16", "data.trainingCount=32", "data.testCount=4",
                    "checkpoints.every=1 step", "checkpoints.keep=4",
                ]
                let outcome = try pdp.run(
                    [
                        "prune", Command.recipe, "--out", folder, "--processes", "2", "--threads",
                        "1",
                    ]
                        + options + changes.flatMap { ["--set", $0] })
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
            func bytes(_ path: String) throws -> Data {
                try Data(contentsOf: URL(fileURLWithPath: pdp.folder.path(path)))
            }
            try run("whole", [])
            let files = FileManager.default
            try files.createDirectory(
                atPath: pdp.folder.path("half/checkpoint"), withIntermediateDirectories: true)
            for (kept, place) in [
                ("recipe.yaml", "recipe.yaml"),
                ("checkpoint/epoch-1-step-1.safetensors", "checkpoint/state.safetensors"),
            ] {
                try files.copyItem(
                    atPath: pdp.folder.path("whole/" + kept),
                    toPath: pdp.folder.path("half/" + place)
                )
            }
            try run("half", ["--resume"])
            #expect(try bytes("half/model.safetensors") == bytes("whole/model.safetensors"))
        }

        @Test func endWithOneLineWhereOneIsKilled() throws {
            let pdp = try Command()
            let (launcher, ranks) = try start(pdp)
            kill(try #require(ranks.last), SIGKILL)
            let outcome = try pdp.finish(launcher)
            #expect(outcome.status == 1)
            let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("error: rank 0 of 2 gave up ") == true)
            #expect(lines.first?.hasSuffix(" s, at most 60 s: rank 1 does not answer") == true)
        }

        @Test func endWithWhatHasStartedThem() throws {
            let pdp = try Command()
            let (launcher, ranks) = try start(pdp)
            kill(launcher.processIdentifier, SIGKILL)
            launcher.waitUntilExit()
            let end = Date(timeIntervalSinceNow: 30)
            while ranks.contains(where: isRunning), Date() < end { usleep(10_000) }
            #expect(!ranks.contains(where: isRunning))
        }

        @Test func passOnTheFirstError() throws {
            let pdp = try Command()
            let outcome = try pdp.run(Self.run + ["--processes", "2", "--data", "in"])
            #expect(outcome.status == 64)
            #expect(
                outcome.errors.contains(
                    "error: rank 0 of 2: the recipe draws its data ('data.kind' is glyphs); the "
                        + "folder 'in' would not be read\n"))
            #expect(pdp.folder.files(below: "out") == [])
        }

        /// The others end because of the first, and may be faster.
        @Test func refuseAFolderThatHoldsARun() throws {
            let pdp = try Command()
            try FileManager.default.createDirectory(
                atPath: pdp.folder.path("out"), withIntermediateDirectories: false)
            try pdp.folder.write([], to: "out/recipe.yaml")
            let outcome = try pdp.run(Self.run + ["--processes", "2"])
            #expect(outcome.status == 73)
            #expect(
                outcome.errors == """
                    error: rank 0 of 2: the output folder 'out' already holds a run
                    hint: use --resume, or another folder with --out

                    """)
        }

        @Test func areNotStartedWhereABatchHasTooFewExamples() throws {
            let pdp = try Command()
            let outcome = try pdp.run(
                Self.run + ["--processes", "2", "--set", "batchSize=1"])
            #expect(outcome.status == 65)
            #expect(
                outcome.errors
                    == "error: 'batchSize' is 1, and 2 processes share a batch; it must be at least "
                    + "2\n")
            #expect(pdp.folder.files(below: "out") == [])
        }

        @Test(
            arguments: [
                (
                    ["RANK=0"], [],
                    "the variable RANK is set and WORLD_SIZE is not; torchrun sets RANK, WORLD_SIZE, "
                        + "MASTER_ADDR and MASTER_PORT together\n"
                        + "hint: unset RANK and WORLD_SIZE for one process, or let torchrun set them"
                ),
                (
                    ["RANK=0", "WORLD_SIZE=0"], [],
                    "the variable WORLD_SIZE is '0'; it must be a whole number from 1 to 65536\n"
                        + "hint: unset RANK and WORLD_SIZE for one process, or let torchrun set them"
                ),
                (
                    ["RANK=0", "WORLD_SIZE=2", "MASTER_ADDR=localhost", "MASTER_PORT=1"],
                    ["--processes", "3"],
                    "--processes is 3, and the variable WORLD_SIZE says that there are 2; with torchrun, "
                        + "leave --processes out"
                ),
            ] as [([String], [String], String)])
        func refuseVariablesThatCannotBe(
            variables: [String], options: [String], text: String
        ) throws {
            let pdp = try Command()
            let executable = try #require(Command.executable)
            let outcome = try pdp.program("env", variables + [executable] + Self.run + options)
            #expect(outcome.status == 64)
            #expect(outcome.errors == "error: \(text)\n")
        }
    }
}
