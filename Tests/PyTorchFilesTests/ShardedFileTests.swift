import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Weights in several files, with the index of them.
@Suite struct ShardedFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var index: String { folder.path("model.safetensors.index.json") }

    /// Writes a safetensors file in which the tensor number i, of one number, is i.
    private func writeShard(
        _ file: String, _ names: [String], metadata: [String: String] = [:]
    ) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        for (number, name) in names.enumerated() {
            try writer.add(name, shape: [1], floats: [Float(number)])
        }
        try writer.write(to: folder.path(file))
    }

    private func writeIndex(_ map: String, more: String = "") throws {
        try folder.write(
            Array("{\(more)\"weight_map\": {\(map)}}".utf8), to: "model.safetensors.index.json")
    }

    @Test func readsSeveralFilesAsOne() throws {
        try writeShard("1.safetensors", ["a", "b"], metadata: ["format": "pt", "k": "shard"])
        try writeShard("2.safetensors", ["c"])
        try writeIndex(
            #""c": "2.safetensors", "a": "1.safetensors", "b": "1.safetensors""#,
            more: #""metadata": {"total_size": 12, "k": "index", "l": [{"m": "]"}]}, "x": null, "#)
        let file = try openTensorFile(at: index)
        #expect(file.names == ["a", "b", "c"])
        #expect(try file.names.map { try file.floats(of: $0) } == [[0], [1], [0]])
        #expect(file.metadata == ["format": "pt", "k": "index"])
        #expect(try SparsityReport(of: file).zeroCount == 2)
        #expect(
            message { _ = try file.sparsity(of: "d") } == "no file of '\(index)' has a tensor 'd'")
    }

    @Test func readsCheckpointsOfTorch() throws {
        try AtomicFile.write(Golden.bytes("zip"), to: folder.path("1.bin"))
        try AtomicFile.write(Golden.bytes("training"), to: folder.path("2.bin"))
        let map = try [("1.bin", "zip"), ("2.bin", "training")].flatMap { file, name in
            try PyTorchFile(path: Golden.path(name)).names.map { "\"\($0)\": \"\(file)\"" }
        }
        try writeIndex(map.joined(separator: ", "))
        let file = try openTensorFile(at: index)
        #expect(file.names.count == map.count)
        #expect(try file.floats(of: "transposed") == [0, 3, 1, 4, 2, 5])
        #expect(try file.floats(of: "module.bias") == [0.5, 0.5, 0.5])
    }

    @Test func isRecognizedUnderAnyName() throws {
        try writeShard("1.safetensors", ["a"])
        try folder.write(
            Array(#"{"weight_map": {"a": "1.safetensors"}}"#.utf8), to: "weights.json")
        #expect(try openTensorFile(at: folder.path("weights.json")).names == ["a"])
    }

    @Test func listsTensorsOfUnknownTypes() throws {
        try folder.write(unknownTypeFile(), to: "1.safetensors")
        try writeIndex(#""u": "1.safetensors""#)
        let file = try openTensorFile(at: index)
        #expect(file.names == [])
        #expect(file.unusableTensors.map(\.name) == ["u"])
    }

    private func unknownTypeFile() -> [UInt8] {
        let header = #"{"u":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}}"#
        return littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + [1, 2]
    }

    private static let first = #""a": "1.safetensors""#

    @Test(arguments: [
        (
            #"\#(first), "c": "3.safetensors""#,
            "'3.safetensors', in which 'INDEX' places 1 tensors, is not in its folder"
        ),
        (
            #"\#(first), "b": "1.safetensors", "z": "2.safetensors""#,
            "'INDEX' places tensor 'b' in '1.safetensors', and '2.safetensors' has it"
        ),
        (
            #"\#(first), "b": "2.safetensors", "z": "2.safetensors""#,
            "'INDEX' places tensor 'z' in '2.safetensors', which does not have it"
        ),
        (
            #""b": "2.safetensors", "z": "1.safetensors""#,
            "'INDEX' places tensor 'z' in '1.safetensors', which does not have it"
        ),
        (
            #"\#(first), "b": "4.safetensors""#,
            "'4.safetensors' has tensor 'd', which 'INDEX' does not name"
        ),
        (
            #"\#(first), "b": "2.safetensors", "d": "4.safetensors""#,
            "'2.safetensors' and '4.safetensors' of 'INDEX' both have tensor 'b'"
        ),
        (
            #"\#(first), "a": "2.safetensors""#,
            "INVALID it names tensor 'a' twice"
        ),
        (
            #""a": "../1.safetensors""#,
            "INVALID it places tensor 'a' in '../1.safetensors', and only names of files in its own "
                + "folder are allowed"
        ),
        (
            #""a": "/1.safetensors""#,
            "INVALID it places tensor 'a' in '/1.safetensors', and only names of files in its own "
                + "folder are allowed"
        ),
        (
            #""a": """#,
            "INVALID it places tensor 'a' in '', and only names of files in its own folder are "
                + "allowed"
        ),
        (#""a": 1"#, "INVALID the file of tensor 'a' is no text"),
        ("", "INVALID its 'weight_map' names no tensor"),
        (#""a""#, "INVALID it is not valid JSON, ':' is expected at byte 19"),
    ])
    func saysWhatIsWrong(map: String, text: String) throws {
        try writeShard("1.safetensors", ["a"])
        try writeShard("2.safetensors", ["b"])
        try writeShard("4.safetensors", ["b", "d"])
        try writeIndex(map)
        let expected = text.replacing("INDEX", with: index)
            .replacing(
                "INVALID", with: "'\(index)' is not a valid index of weights in several files:")
        #expect(message { _ = try openTensorFile(at: index) } == expected)
    }

    @Test(arguments: [
        ("{}", "it has no 'weight_map'"), ("[]", "it is not valid JSON, '{' is expected at byte 0"),
        ("", "it is not valid JSON, '{' is expected at byte 0"),
        (#"{"weight_map": []}"#, "its 'weight_map' is no object"),
        (#"{"metadata": {}, "metadata": {}}"#, "it has the key 'metadata' twice"),
        (#"{"metadata": {"a": "", "a": ""}}"#, "its 'metadata' has the key 'a' twice"),
        (#"{"x": [[["#, "it is not valid JSON, a value is expected at byte 9"),
    ])
    func saysWhyAFileIsNoIndex(text: String, problem: String) throws {
        try folder.write(Array(text.utf8), to: "model.safetensors.index.json")
        #expect(
            message { _ = try openTensorFile(at: index) }
                == "'\(index)' is not a valid index of weights in several files: \(problem)")
    }

    @Test func anIndexIsNoShard() throws {
        try writeIndex(#""a": "model.safetensors.index.json""#)
        #expect(
            message { _ = try openTensorFile(at: index) }
                == "'\(index)' is the index of weights that stand in "
                + "'model.safetensors.index.json'; a safetensors file, a checkpoint of torch.save or "
                + "a file of NumPy arrays is needed")
    }
}
