import Foundation
import TensorFiles
import TestSupport
import Testing

extension CommandTests {
    /// `pdp-run` says and does what `pdp` does.
    @Suite struct RunProgramTests {
        private let command: Command
        private let program: String

        init() throws {
            command = try Command()
            program = try #require(Command.executable) + "-run"
            let weights: [Float] = [1, 0, 0, 2, 0, 3, 0, 4]
            var writer = SafetensorsWriter()
            try writer.add("w", dtype: .float32, shape: [2, 4]) { append in
                try weights.withUnsafeBytes { try append($0) }
            }
            try writer.write(to: command.folder.path("model.safetensors"))
            let header: String = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}"
            var array: [UInt8] = [0x93] + Array("NUMPY".utf8)
            array += [1, 0, UInt8(header.utf8.count), 0]
            array += Array(header.utf8)
            array += [0, 0, 0, 0, 0, 0, 0x80, 0x3F]
            try command.folder.write(array, to: "w.npy")
            try command.folder.write(Array("weights".utf8), to: "text")
        }

        private func runs(_ arguments: [String]) throws -> (
            pdp: Command.Outcome, run: Command.Outcome
        ) {
            (
                try command.run(arguments),
                try command.finish(command.start(program, arguments))
            )
        }

        @Test(
            arguments: [
                (["inspect", "model.safetensors"], 0),
                (["inspect", "model.safetensors", "--json"], 0),
                (["inspect", "w.npy"], 0), (["inspect", "text"], 65), (["inspect", "none"], 66),
                (["verify", "model.safetensors", "--pattern", "2:4"], 0),
                (["verify", "model.safetensors", "--pattern", "1:4", "--json"], 1),
                (["verify", "model.safetensors", "--pattern", "4:2"], 65),
                (["verify", "model.safetensors", "--layer", "x"], 65),
                (["verify", "w.npy", "--sparsity", "2"], 64),
                (["export", "model.safetensors", "--out", "c", "--format", "compressed"], 0),
                (["export", "w.npy", "--out", "s", "--format", "safetensors"], 0),
                (["export", "text", "--out", "s", "--format", "compressed"], 65),
            ] as [([String], Int32)])
        func equalsTheCommand(arguments: [String], status: Int32) throws {
            let (pdp, run) = try runs(arguments)
            #expect(run.status == status && pdp.status == status)
            #expect(run.output == pdp.output)
            #expect(run.errors.replacing("pdp-run", with: "pdp") == pdp.errors)
        }

        @Test func inspectsAnArrayOfNumPy() throws {
            let outcome = try command("inspect", "w.npy")
            #expect(outcome.output.contains("1 tensors, 2 elements, 1 zeros, 50.00 %"))
        }
    }
}
