import Files
import Foundation
import Graphs
import ONNXFiles
import Sparsity
import TensorFiles
import TestSupport
import Testing

extension CommandTests {
    /// Models written again, and what becomes of them.
    @Suite struct ExportTests {
        private let pdp: Command

        init() throws { pdp = try Command() }

        private struct Report: Decodable, Equatable {
            struct Kind: Decodable, Equatable {
                let positions: String
                let values: String
                let bytes: Int
                let boundBytes: Double
                let tensors: Int
            }

            let bits: Int
            let tensors: Int
            let bytes: Int
            let denseBytes: Int
            let headerBytes: Int
            let boundBytes: Double
            let kinds: [Kind]
        }

        /// Writes a weight of which nine in ten are zero, with a promise of `zeroCount` zeros.
        private func writeModel(promising zeroCount: Int, pattern: String = "unstructured") throws {
            let promise = SparsityPromise(
                pattern: pattern, method: "by hand", sparsity: 0.9, zeroCounts: ["w": zeroCount])
            var writer = SafetensorsWriter(metadata: [SparsityPromise.key: try promise.json])
            // Other columns in each row, so that they make no blocks.
            let floats = (0..<8000).map { element -> Float in
                let column = element + element / 100
                return column % 10 == 3 ? Float(element) : 0
            }
            try writer.add("w", shape: [80, 100], floats: floats)
            try writer.add("b", shape: [80], floats: (0..<80).map { Float($0) })
            try writer.write(to: pdp.folder.path("m"))
        }

        private func export(_ arguments: String...) throws -> Command.Outcome {
            try pdp.run(["export"] + arguments)
        }

        /// A pruned network stays what it is: promise, zeros, description and accuracy.
        @Test func exportedModelsAreEvaluatedTheSame() throws {
            #expect(
                try pdp.run(["prune", Command.recipe, "--out", "out"] + Command.shortRun).status
                    == 0)
            let model = "out/model.safetensors"
            func export(_ name: String, _ options: String...) throws {
                let outcome = try pdp.run(["export", model, "--out", name] + options)
                #expect(outcome.status == 0 && outcome.errors == "")
            }
            try export("32", "--format", "compressed")
            try export("8", "--format", "compressed", "--bits", "8")
            try export("net.onnx", "--format", "onnx", "--sparse")
            #expect(
                try pdp("export", "32", "--out", "dense", "--format", "safetensors").status == 0)
            // Equal tensors, metadata and order make equal files.
            func path(_ name: String) -> String { pdp.folder.path(name) }
            #expect(try readFile(at: path("dense")) == readFile(at: path(model)))
            let evaluation = try pdp("evaluate", model, "--threads", "1")
            #expect(evaluation.status == 0)
            #expect(try pdp("evaluate", "32", "--threads", "1") == evaluation)
            #expect(try pdp("evaluate", "8", "--threads", "1").status == 0)
            let onnx = try pdp("evaluate", "net.onnx", "--threads", "1")
            #expect(onnx.status == 0 && accuracy(onnx.output) == accuracy(evaluation.output))
            for name in ["32", "8"] {
                #expect(try pdp("verify", name) == pdp("verify", model))
                #expect(try pdp("inspect", name) == pdp("inspect", model))
            }
            let sizes = try ["32", "8"].map { try readFile(at: path($0)).count }
            #expect(try sizes[1] < sizes[0] && sizes[0] * 2 < readFile(at: path(model)).count)
        }

        /// What stands before the loss, which another order of sums may change in the last place.
        private func accuracy(_ line: String) -> Substring? {
            line.range(of: ", loss ").map { line[..<$0.lowerBound] }
        }

        @Test func networksThatSayNothingOfTheirDataAreNotEvaluated() throws {
            try ONNXWriter().write(
                Graph(
                    inputs: [.init("x", TensorType(.float32, ["n", 4]))], outputs: ["y"],
                    nodes: [Node(.unary(.relu), inputs: ["x"], outputs: ["y"])]),
                to: pdp.folder.path("foreign.onnx"))
            let outcome = try pdp("evaluate", "foreign.onnx")
            #expect(
                outcome.errors
                    == "error: the network in 'foreign.onnx' does not say what it takes and which "
                    + "classes it tells apart, as exported models do\nhint: name it as 'network' of "
                    + "a recipe with 'epochs: 0' and prune measures it\n")
        }

        @Test func printsTheSizesOfEachKind() throws {
            try writeModel(promising: 7200)
            let outcome = try export("m", "--out", "c", "--format", "compressed", "--json")
            #expect(outcome.status == 0 && outcome.errors == "")
            let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
            #expect(report.bits == 32 && report.tensors == 2 && report.denseBytes == 32_320)
            #expect(report.kinds.map(\.positions) == ["rice", "as it is"])
            #expect(report.kinds.map(\.values) == ["F32", "F32"])
            let size = try readFile(at: pdp.folder.path("c")).count
            #expect(report.bytes == size)
            #expect(report.headerBytes == size - report.kinds.reduce(0) { $0 + $1.bytes })
            #expect(report.boundBytes == report.kinds.reduce(0) { $0 + $1.boundBytes })
            let table = try export("m", "--out", "c", "--format", "compressed").output
            let lines = table.split(separator: "\n")
            #expect(lines[0].hasPrefix("positions") && lines[0].hasSuffix("bytes / bound"))
            #expect(lines[2].hasPrefix("rice") && lines[3].hasPrefix("as it is"))
            #expect(lines[5].hasPrefix("all ") && lines.count == 6)
        }

        @Test func refusesABrokenPromise() throws {
            let start = "error: 'm' does not hold what it promises: "
            for (count, pattern, text) in [
                (7201, "unstructured", "w: 7200 zeros, promised at least 7201"),
                (7200, "1:50", "w: 160 of 160 groups violate 1:50"),
            ] {
                try writeModel(promising: count, pattern: pattern)
                for format in ["compressed", "safetensors"] {
                    let outcome = try export("m", "--out", "c", "--format", format)
                    #expect(outcome.status == 65 && outcome.output == "")
                    #expect(
                        outcome.errors == start + text
                            + "\nhint: verify lists all that it promises\n")
                }
            }
            #expect(try !pdp.folder.names.contains("c"))
        }

        @Test func refusesToReplaceItsInput() throws {
            try writeModel(promising: 0)
            let bytes = try readFile(at: pdp.folder.path("m"))
            try FileManager.default.createSymbolicLink(
                atPath: pdp.folder.path("link"), withDestinationPath: "m")
            for out in ["m", "./m", "link"] {
                let outcome = try export("m", "--out", out, "--format", "compressed")
                #expect(outcome.status == 64)
                #expect(
                    outcome.errors
                        == "error: '\(out)' is the model that is to be read; another file must be "
                        + "written\n")
            }
            #expect(try readFile(at: pdp.folder.path("m")) == bytes)
            let index = #"{"weight_map": {"w": "m", "b": "m"}}"#
            try pdp.folder.write(Array(index.utf8), to: "i.index.json")
            #expect(
                try export("i.index.json", "--out", "m", "--format", "compressed").status == 64)
        }

        @Test(
            arguments: [
                (["m", "--out", "c"], 64, "Missing expected argument '--format <format>'"),
                (
                    ["m", "--out", "c", "--format", "zip"], 64,
                    "The value 'zip' is invalid for '--format <format>'. Please provide one of "
                        + "'safetensors', 'compressed' or 'onnx'."
                ),
                (
                    ["m", "--out", "c", "--format", "compressed", "--bits", "4"], 64,
                    "The value '4' is invalid for '--bits <bits>'. Please provide one of '8', '16' or "
                        + "'32'."
                ),
                (
                    ["m", "--out", "c", "--format", "safetensors", "--bits", "8"], 64,
                    "--bits is for the format 'compressed'"
                ),
                (
                    ["m", "--out", "c.onnx", "--format", "safetensors"], 64,
                    "--format is 'safetensors', and 'c.onnx' ends as a file of 'onnx'"
                ),
                (
                    ["m", "--out", "c.safetensors", "--format", "onnx"], 64,
                    "--format is 'onnx', and 'c.safetensors' ends as a file of 'safetensors'"
                ),
                (
                    ["m", "--out", "c", "--format", "compressed", "--state-key", "a"], 64,
                    "--state-key is for checkpoints of torch.save, and 'm' is none"
                ),
                (
                    ["n", "--out", "c", "--format", "compressed"], 66,
                    "cannot read 'n': No such file or directory"
                ),
                (
                    ["m", "--out", "none/c", "--format", "compressed"], 73,
                    "cannot write 'none/c': No such file or directory"
                ),
            ] as [([String], Int32, String)])
        func answersWrongRequests(arguments: [String], status: Int32, text: String) throws {
            try writeModel(promising: 0)
            let outcome = try pdp.run(["export"] + arguments)
            #expect(outcome.status == status && outcome.output == "")
            #expect(outcome.errors.hasPrefix("error: \(text)\n"))
            #expect(try !pdp.folder.names.contains("c"))
        }

        @Test func losesNoTensorOfAnUnknownType() throws {
            let header =
                #"{"w":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}"#
            let bytes = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0]
            try pdp.folder.write(bytes, to: "m")
            let outcome = try export("m", "--out", "c", "--format", "safetensors")
            #expect(outcome.status == 65)
            #expect(
                outcome.errors
                    == "error: tensor 'w' of 'm' has elements of type 'F4', which cannot be "
                    + "exported\n")
        }

        @Test func checkpointsBecomeSafetensorsFiles() throws {
            try pdp.folder.write(
                readFile(
                    at: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                        .appendingPathComponent("../PyTorchFilesTests/Golden/training.pth")
                        .standardizedFileURL.path), to: "m.pth")
            let outcome = try export(
                "m.pth", "--out", "c", "--format", "safetensors", "--state-key", "average")
            #expect(outcome.status == 0)
            let file = try SafetensorsFile(path: pdp.folder.path("c"))
            #expect(Set(file.names) == ["weight", "bias"] && file.metadata == ["format": "pt"])
            #expect(outcome.output.hasPrefix("c: 2 tensors, "))
        }
    }
}
