import Foundation
import TensorFiles

/// A path for one file, which is removed with the object.
final class TemporaryFile {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"

    /// Creates the object and no file.
    init() {}

    /// Creates a file with the given bytes.
    init(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Creates a file with the given header, its length before it and data after it.
    convenience init(header: String, data: [UInt8] = []) throws {
        try self.init(littleEndianBytes(UInt64(header.utf8.count)) + header.utf8 + data)
    }

    /// Creates a file of one tensor `w` whose elements have the given bits.
    convenience init<Word: FixedWidthInteger>(
        _ dtype: StoredType, _ shape: [Int], _ words: [Word]
    ) throws {
        self.init()
        var writer = SafetensorsWriter()
        try writer.add("w", dtype: dtype, shape: shape) { append in
            for word in words { try littleEndianBytes(word).withUnsafeBytes { try append($0) } }
        }
        try writer.write(to: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Opens the file.
    func open() throws -> SafetensorsFile { try SafetensorsFile(path: path) }
}

/// Returns the bytes of a number, lowest first.
func littleEndianBytes<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
    withUnsafeBytes(of: word.littleEndian) { Array($0) }
}
