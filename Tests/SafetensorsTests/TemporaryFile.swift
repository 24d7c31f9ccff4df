import Foundation
import Safetensors

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

/// Returns the description of the error that `body` throws, or `nil` if it throws none.
func message(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return String(describing: error)
    }
}

/// A small seeded generator (SplitMix64), so that every failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
