import Files
import Foundation
import TestSupport
import Testing

extension CommandTests {
    /// Files of weights that other programs have written, as `inspect` and `verify` show them.
    @Suite struct WeightFileTests {
        private struct Row: Decodable, Equatable {
            let tensor: String
            let type: String
            let shape: [Int]
            let elements: Int
            let zeros: Int?
        }

        private let pdp: Command

        init() throws { pdp = try Command() }

        /// A checkpoint that `Scripts/golden/pytorch_files.py` writes.
        private func golden(_ name: String) throws -> [UInt8] {
            try readFile(
                at: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .deletingLastPathComponent()
                    .appendingPathComponent("PyTorchFilesTests/Golden/\(name).pth").path)
        }

        private func rows(_ arguments: String...) throws -> [Row] {
            let outcome = try pdp.run(["inspect"] + arguments + ["--json"])
            #expect(outcome.status == 0 && outcome.errors == "")
            return try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
        }

        @Test(arguments: ["pt", "pth", "bin", "ckpt"], ["training", "training-legacy"])
        func checkpointsAreShown(fileExtension: String, name: String) throws {
            let file = "weights." + fileExtension
            try pdp.folder.write(golden(name), to: file)
            #expect(
                try rows(file) == [
                    Row(
                        tensor: "module.weight", type: "F32", shape: [3, 2], elements: 6, zeros: 1),
                    Row(tensor: "module.bias", type: "F32", shape: [3], elements: 3, zeros: 0),
                    Row(tensor: "module.count", type: "I64", shape: [], elements: 1, zeros: 0),
                ])
            #expect(try rows(file, "--state-key", "average").map(\.tensor) == ["weight", "bias"])
            #expect(
                try rows(file, "--state-key", "module").map(\.tensor) == [
                    "weight", "bias", "count",
                ])
            #expect(
                try pdp("inspect", file).output.hasSuffix(
                    "3 tensors, 10 elements, 1 zeros, 10.00 %\n"))
        }

        @Test(arguments: ["pt", "pth", "bin", "ckpt"])
        func checkpointsAreVerified(fileExtension: String) throws {
            let file = "weights." + fileExtension
            try pdp.folder.write(golden("training"), to: file)
            let start =
                "ok      the file promises no zeros; its tensors with two or more dimensions count\n"
                + "ok      1 of 6 weights in 1 tensors are zero (16.67 %)\n"
                + "ok      3 tensors hold finite numbers only\n"
            #expect(
                try pdp("verify", file)
                    == Command.Outcome(status: 0, output: start, errors: ""))
            #expect(
                try pdp("verify", file, "--sparsity", "0.5")
                    == Command.Outcome(
                        status: 1,
                        output: start
                            + "broken  1 zeros of 6 weights that are meant; sparsity 0.5 needs 3\n",
                        errors: ""))
            #expect(try pdp("verify", file, "--pattern", "1:2").status == 1)
        }

        /// A safetensors file with a tensor of a known type and one of another.
        private static let unknownType: [UInt8] = {
            let header =
                #"{"u.weight":{"dtype":"F4","shape":[2,3],"data_offsets":[4,7]},"#
                + #""w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
            let length = UInt64(header.utf8.count)
            return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8
                + [UInt8](repeating: 0, count: 7)
        }()

        @Test func tensorsOfUnknownTypesAreListed() throws {
            try pdp.folder.write(Self.unknownType, to: "weights.safetensors")
            #expect(
                try rows("weights.safetensors") == [
                    Row(tensor: "w", type: "F32", shape: [1], elements: 1, zeros: 1),
                    Row(tensor: "u.weight", type: "F4", shape: [2, 3], elements: 6, zeros: nil),
                ])
            let table = try pdp("inspect", "weights.safetensors").output
            #expect(table.contains("not counted"))
            #expect(table.contains("u.weight") && table.contains("2×3"))
        }

        @Test func zerosOfUnknownTypesAreNotProved() throws {
            try pdp.folder.write(Self.unknownType, to: "weights.safetensors")
            #expect(
                try pdp("verify", "weights.safetensors")
                    == Command.Outcome(
                        status: 1,
                        output: """
                            ok      the file promises no zeros; its tensors with two or more \
                            dimensions count
                            ok      0 of 0 weights in 0 tensors are zero (0.00 %)
                            ok      1 tensors hold finite numbers only
                            broken  u.weight: elements of type F4, whose zeros cannot be counted

                            """, errors: ""))
        }

        @Test func partsOfSafetensorsFilesAreShown() throws {
            try pdp.folder.write(Self.unknownType, to: "weights.safetensors")
            #expect(
                try rows("weights.safetensors", "--state-key", "u").map(\.tensor) == ["u.weight"])
            #expect(
                try pdp("inspect", "weights.safetensors", "--state-key", "v")
                    == Command.Outcome(
                        status: 65, output: "",
                        errors: "error: no tensor of 'weights.safetensors' has a name that starts "
                            + "with 'v.'; they start with 'w', 'u'\n"))
        }

        @Test func weightsInSeveralFilesAreShownAndVerified() throws {
            try pdp.folder.write(Self.unknownType, to: "1.safetensors")
            try pdp.folder.write(golden("training"), to: "2.bin")
            let names = ["module.weight", "module.bias", "module.count"]
            let map =
                [#""w": "1.safetensors", "u.weight": "1.safetensors""#]
                + names.map { "\"\($0)\": \"2.bin\"" }
            try pdp.folder.write(
                Array("{\"weight_map\": {\(map.joined(separator: ", "))}}".utf8),
                to: "model.safetensors.index.json")
            #expect(
                try rows("model.safetensors.index.json").map(\.tensor) == ["w"] + names + [
                    "u.weight"
                ])
            let output = try pdp("verify", "model.safetensors.index.json").output
            #expect(output.contains("1 of 6 weights in 1 tensors are zero (16.67 %)"))
        }
    }
}
