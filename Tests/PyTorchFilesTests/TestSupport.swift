import Files
import Foundation
import TensorFiles

/// The checkpoints that `Scripts/golden/pytorch_files.py` writes.
enum Golden {
    /// Those with one tensor of each kind, all of the same values.
    static let equalFiles = ["zip", "zip64", "protocol4", "legacy", "legacy4"]
    static let trainingFiles = ["training", "training-legacy"]

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name).pth").path
    }

    static func bytes(_ name: String) throws -> [UInt8] { try readFile(at: path(name)) }
}

/// A file that is removed with the object.
final class TemporaryFile {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).pth"

    private let handle: FileHandle

    init(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    /// Puts other bytes into the file.
    func rewrite(_ bytes: [UInt8]) throws {
        try handle.seek(toOffset: 0)
        try handle.write(contentsOf: bytes)
        try handle.truncate(atOffset: UInt64(bytes.count))
    }

    /// Cuts the end of the file off.
    func shorten(to byteCount: Int) throws { try handle.truncate(atOffset: UInt64(byteCount)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Returns why a file of these bytes is refused; `nil` if it is not.
func problem(_ bytes: [UInt8], stateKey: String? = nil) throws -> String? {
    let file = try TemporaryFile(bytes)
    do {
        _ = try PyTorchFile(path: file.path, stateKey: stateKey)
        return nil
    } catch let error as PyTorchFileError {
        let start = "'\(file.path)' cannot be read as a PyTorch checkpoint: "
        return error.description.hasPrefix(start)
            ? String(error.description.dropFirst(start.count)) : "other: \(error)"
    }
}

/// Returns the bytes of a number, lowest first.
func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// Operations of a pickle, put together by hand.
enum Operations {
    static func text(_ text: String) -> [UInt8] {
        [0x58] + littleEndian(UInt32(text.utf8.count)) + text.utf8
    }

    static func integer(_ number: Int) -> [UInt8] { [0x8A, 8] + littleEndian(Int64(number)) }

    static func global(_ module: String, _ name: String) -> [UInt8] {
        [0x63] + "\(module)\n\(name)\n".utf8
    }

    static func tuple(_ values: [UInt8]...) -> [UInt8] { [0x28] + values.joined() + [0x74] }

    static func tuple(_ numbers: [Int]) -> [UInt8] {
        [0x28] + numbers.map(integer).joined() + [0x74]
    }

    static func dictionary(_ members: [(String, [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = [0x7D, 0x28]
        for (name, value) in members { bytes += text(name) + value }
        return bytes + [0x75]
    }

    static func storage(_ key: String, _ type: String, count: Int) -> [UInt8] {
        tuple(
            text("storage"), global("torch", type), text(key), text("cpu"), integer(count)) + [0x51]
    }

    /// A tensor in the storage "s" of single-precision numbers.
    static func tensor(
        count: Int = 4, offset: Int = 0, shape: [Int] = [4], strides: [Int] = [1]
    ) -> [UInt8] {
        let arguments = tuple(
            storage("s", "FloatStorage", count: count), integer(offset), tuple(shape),
            tuple(strides))
        return global("torch._utils", "_rebuild_tensor") + arguments + [0x52]
    }

    /// A legacy file with the pickle of a value, and storages with the numbers of elements that
    /// they claim and their bytes.
    static func legacyFile(
        _ value: [UInt8], storages: [(key: String, count: Int, bytes: [UInt8])] = [],
        version: Int = 1001
    ) -> [UInt8] {
        let magic: [UInt8] = [
            0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
        ]
        var bytes = magic + [0x80, 2]
        bytes += integer(version)
        bytes += [0x2E, 0x80, 2, 0x7D, 0x2E, 0x80, 2]
        bytes += value
        bytes += [0x2E, 0x80, 2, 0x5D, 0x28]
        for storage in storages { bytes += text(storage.key) }
        bytes += [0x65, 0x2E]
        for storage in storages { bytes += littleEndian(Int64(storage.count)) + storage.bytes }
        return bytes
    }

    /// Where the pickle of the value starts in a legacy file.
    static let valueOffset = 34

    /// A storage "s" of 4 numbers.
    static let storageOfFour = (key: "s", count: 4, bytes: [UInt8](repeating: 0, count: 16))

    /// A legacy file with one tensor "a" in a storage of 4 numbers.
    static func legacyFile(tensor: [UInt8]) -> [UInt8] {
        legacyFile(dictionary([("a", tensor)]), storages: [storageOfFour])
    }
}
