import Files
import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// A run is tied neither to the folder that it was started in nor to the files it was made from.
    @Suite struct MovedRunTests {
        private static let options = [
            "--threads", "1", "--set", "epochs=3", "--set", "batchSize=8",
        ]

        let pdp: Command

        /// A folder `here` with a recipe that names weights beside it, and IDX files in `data`.
        init() throws {
            pdp = try Command()
            for name in ["here", "elsewhere", "data"] {
                try FileManager.default.createDirectory(
                    atPath: pdp.folder.path(name), withIntermediateDirectories: true)
            }
            for (part, count) in [("train", 64), ("t10k", 20)] {
                try pdp.folder.write(
                    Self.idx(0x803, [count, 8, 8], (0..<count * 64).map { UInt8($0 * 7 % 251) }),
                    to: "data/\(part)-images-idx3-ubyte")
                try pdp.folder.write(
                    Self.idx(0x801, [count], (0..<count).map { UInt8($0 % 10) }),
                    to: "data/\(part)-labels-idx1-ubyte")
            }
            try pdp.folder.write(Array("epochs: 1\nbatchSize: 32".utf8), to: "here/first.yaml")
            try pdp.folder.write(
                Array(
                    """
                    initialWeights: first/model.safetensors
                    pruning: {startEpoch: 0, rampEpochs: 1, fineTuneEpochs: 0}
                    """.utf8), to: "here/r.yaml")
            let first = try pdp(
                "prune", "here/first.yaml", "--data", "data", "--out", "here/first")
            #expect(first.status == 0)
        }

        private static func idx(_ magic: UInt32, _ sizes: [Int], _ values: [UInt8]) -> [UInt8] {
            ([magic] + sizes.map { UInt32($0) }).flatMap { number in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
            } + values
        }

        /// Runs the command in another folder.
        private func run(in folder: String, _ arguments: [String]) throws -> Command.Outcome {
            let program = try #require(Command.executable)
            return try pdp.program(
                "env", ["--chdir=\(pdp.folder.path(folder))", program] + arguments)
        }

        private func model(_ run: String) throws -> [UInt8] {
            try readFile(at: pdp.folder.path("\(run)/model.safetensors"))
        }

        @Test func resumesFromAnotherWorkingDirectory() throws {
            let arguments = ["prune", "r.yaml", "--data", "../data", "--out", "parts"]
            let program = try #require(Command.executable)
            let process = try pdp.start(
                "/usr/bin/env",
                ["--chdir=\(pdp.folder.path("here"))", program] + arguments + Self.options)
            while process.isRunning, try !pdp.text(".errors").contains("epoch 1/3") {
                usleep(1_000)
            }
            kill(process.processIdentifier, SIGINT)
            #expect(try pdp.finish(process).status == 130)

            let resumed = try run(
                in: "elsewhere",
                ["prune", "../here/r.yaml", "--data", "../data", "--out", "../here/parts"]
                    + ["--resume"] + Self.options)
            #expect(resumed.status == 0)
            let whole = try pdp.run(
                ["prune", "here/r.yaml", "--data", "data", "--out", "whole"] + Self.options)
            #expect(whole.status == 0)
            #expect(try model("here/parts") == model("whole"))
        }

        @Test func isUsedWithoutTheFilesItWasMadeFrom() throws {
            let made = try pdp.run(
                ["prune", "here/r.yaml", "--data", "data", "--out", "out"] + Self.options)
            #expect(made.status == 0)
            let files = FileManager.default
            try files.removeItem(atPath: pdp.folder.path("here"))
            try files.moveItem(
                atPath: pdp.folder.path("data"), toPath: pdp.folder.path("elsewhere/data"))

            let path = "out/model.safetensors"
            #expect(try pdp("verify", path).status == 0)
            #expect(try pdp("evaluate", path, "--data", "elsewhere/data").status == 0)
            let gone = try pdp("evaluate", path, "--data", "data")
            #expect(gone.status == 66)
            #expect(gone.errors == "error: data folder 'data' does not exist\n")
            let unnamed = try pdp("evaluate", path)
            #expect(unnamed.status == 66)
            #expect(
                unnamed.errors
                    == "error: data of the kind 'idx' are read from a folder, and none was named\n"
                    + "hint: name the folder with --data\n")
        }
    }
}
