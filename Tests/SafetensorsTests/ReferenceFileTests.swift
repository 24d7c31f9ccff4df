import Files
import Foundation
import TensorFiles
import Testing

/// The file was written by the reference implementation; `Scripts/golden/safetensors_reference.py`
/// has the values.
@Suite struct ReferenceFileTests {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden/reference.safetensors").path
    let file: SafetensorsFile

    init() throws { file = try SafetensorsFile(path: Self.path) }

    @Test func hasTheNamesInTheOrderOfTheFile() {
        #expect(
            file.names == [
                "u64", "i64", "f64", "empty", "f32", "größe \"\\\n", "scalar", "u32", "i32",
                "bf16", "f16", "u16", "i16", "i8", "u8", "bool",
            ])
        #expect(file.metadata == ["note": "tab\t, quote \" and Ω"])
    }

    @Test func hasTheShapesAndTypes() throws {
        let entry = try file.entry("f32")
        #expect(entry.shape == [2, 3] && entry.dtype == .float32 && entry.byteCount == 24)
        #expect(try file.entry("scalar").shape == [])
        #expect(try file.entry("empty").shape == [0, 4])
        #expect(Set(file.entries.map(\.dtype)).count == 13)
    }

    @Test func hasTheFloats() throws {
        #expect(try file.floats(of: "f64") == [0.1, -.infinity])
        #expect(try file.floats(of: "f32") == [0, 1, -2.5, 3.25, 1e-30, 0])
        #expect(try file.floats(of: "f16") == [1.5, 0, 0x1p-24, .infinity])
        #expect(try file.floats(of: "bf16") == [1.5, -3])
        #expect(try file.floats(of: "scalar") == [7])
        #expect(try file.floats(of: "empty") == [])
    }

    @Test func hasTheBytes() throws {
        #expect(try file.bytes(of: "bool") == [1, 0, 1])
        #expect(try file.bytes(of: "i8") == [0x80, 0x7F])
        #expect(try file.bytes(of: "i16") == [0x00, 0x80, 0xFF, 0x7F])
        #expect(try file.bytes(of: "i64") == littleEndianBytes(Int64.min))
        #expect(try file.bytes(of: "u64") == littleEndianBytes(UInt64.max))
    }

    @Test func isWrittenWithTheSameBytes() throws {
        let copy = TemporaryFile()
        var writer = SafetensorsWriter(metadata: file.metadata)
        for entry in file.entries.reversed() {
            try writer.add(entry.name, dtype: entry.dtype, shape: entry.shape) { append in
                try file.withUnsafeBytes(of: entry.name) { try append($0) }
            }
        }
        try writer.write(to: copy.path)
        #expect(try readFile(at: copy.path) == readFile(at: Self.path))
    }
}
