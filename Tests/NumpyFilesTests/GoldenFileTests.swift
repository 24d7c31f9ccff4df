import Foundation
import TensorFiles
import TestSupport
import Testing

/// The files that `Scripts/golden/numpy_files.py` writes.
enum Golden {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name)").path
    }

    /// 0 to 23, of which every one at the places 0 and 3 of a row is 0.
    static let numbers = (0..<24).map { $0 % 4 % 3 == 0 ? 0 : Float($0) }
}

@Suite struct GoldenFileTests {
    @Test(arguments: [
        "plain", "version-2", "version-3", "columns", "big", "big-columns",
    ])
    func readsOneArrayInAnyOrder(name: String) throws {
        let file = try openTensorFile(at: Golden.path("\(name).npy"))
        #expect(file is NumpyFile && file.names == [name] && file.metadata == [:])
        #expect(file.entries[0].shape == [2, 3, 4] && file.entries[0].dtype == .float32)
        #expect(try file.floats(of: name) == Golden.numbers)
        #expect(try file.sparsity(of: name).zeroCount == 12)
    }

    @Test func readsArraysWithoutAxesOrElements() throws {
        let scalar = try NumpyFile(path: Golden.path("scalar.npy"))
        #expect(try scalar.entry("scalar").shape == [])
        #expect(try scalar.floats(of: "scalar") == [7])
        let empty = try NumpyFile(path: Golden.path("empty.npy"))
        #expect(try empty.entry("empty").shape == [0, 4])
        #expect(try empty.bytes(of: "empty") == [])
    }

    @Test(arguments: ["types", "packed"]) func readsEveryType(name: String) throws {
        let file = try NumpyFile(path: Golden.path("\(name).npz"))
        let types: [(String, StoredType, [UInt8])] = [
            ("bool", .bool, [1, 0, 1]), ("int8", .int8, [0x80, 0, 0x7F]),
            ("uint8", .uint8, [0, 1, 0xFF]), ("int16", .int16, [0, 0x80, 0, 0, 0xFF, 0x7F]),
            ("uint16", .uint16, [0, 0, 1, 0, 0xFF, 0xFF]),
            ("int32", .int32, [0, 0, 0, 0x80, 0, 0, 0, 0, 1, 0, 0, 0]),
        ]
        for (name, type, bytes) in types {
            #expect(try file.entry(name).dtype == type)
            #expect(try file.bytes(of: name) == bytes)
        }
        #expect(try file.floats(of: "float16") == [1.5, 0, -0x1p-24])
        #expect(try file.floats(of: "float32") == [1.5, 0, 1e-30])
        #expect(try file.floats(of: "float64") == [0.1, 0, -.infinity])
        #expect(try file.entry("uint64").dtype == .uint64)
        #expect(Set(file.entries.map(\.dtype)).count == 12)
        #expect(try file.sparsity(of: "float32").zeroCount == 1)
        if name == "packed" { #expect(try file.floats(of: "numbers") == Golden.numbers) }
    }

    @Test func listsWhatIsNoNumber() throws {
        let file = try NumpyFile(path: Golden.path("others.npz"))
        #expect(file.names == ["weight"])
        #expect(
            file.unusableTensors.map(\.type) == [
                "<c8", "<U2", "<M8[D]", "[('a', '<i4'), ('größe', '<f4')]",
            ])
        #expect(file.unusableTensors.map(\.byteCount) == [8, 16, 8, 8])
        #expect(
            message { _ = try file.entry("text") }
                == "'\(file.path)' has no tensor 'text'")
    }
}
