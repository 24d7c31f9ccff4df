import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct SafetensorsWriterTests {
    let temporary = TemporaryFile()

    @Test func readsBackWhatWasWritten() throws {
        var writer = SafetensorsWriter(metadata: ["a": "1", "b\u{1}\"": "ü\n"])
        try writer.add("layer.weight", shape: [2, 2], floats: [1, -0.0, .infinity, 4])
        try writer.add("layer.bias", shape: [], floats: [0.5])
        try writer.write(to: temporary.path)
        let file = try temporary.open()
        #expect(file.metadata == writer.metadata)
        #expect(file.names == ["layer.bias", "layer.weight"])
        #expect(try file.floats(of: "layer.weight") == [1, -0.0, .infinity, 4])
        #expect(try file.entry("layer.weight").shape == [2, 2])
    }

    @Test func writesTheSameBytesInEveryOrderOfCalls() throws {
        let names = (0..<40).map { "tensor.\($0)" }
        let metadata = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
        var generator = SeededGenerator(seed: 7)
        var results: Set<[UInt8]> = []
        for _ in 0..<4 {
            var writer = SafetensorsWriter(metadata: metadata)
            for name in names.shuffled(using: &generator) {
                try writer.add(name, shape: [1], floats: [1])
            }
            try writer.write(to: temporary.path)
            results.insert(try readFile(at: temporary.path))
        }
        #expect(results.count == 1)
    }

    @Test func alignsEveryTensorToItsElements() throws {
        var writer = SafetensorsWriter()
        for type in StoredType.allCases {
            try writer.add(type.rawValue, dtype: type, shape: [3]) { append in
                let bytes = [UInt8](repeating: 1, count: 3 * type.byteCount)
                try bytes.withUnsafeBytes { try append($0) }
            }
        }
        try writer.write(to: temporary.path)
        let bytes = try readFile(at: temporary.path)
        let file = try temporary.open()
        let dataByteCount = file.entries.reduce(0) { $0 + $1.byteCount }
        #expect((bytes.count - dataByteCount) % 8 == 0)
        for entry in file.entries {
            #expect(entry.byteRange.lowerBound % entry.dtype.byteCount == 0)
        }
    }

    @Test func refusesWhatCannotBeStored() throws {
        var writer = SafetensorsWriter()
        try writer.add("w", shape: [1], floats: [1])
        let rule =
            "at most 64 sizes of at least 0 are allowed, and all bytes must fit a 64-bit number"
        let big = Int.max / 4
        let cases: [(String, [Int], String)] = [
            ("w", [1], "two tensors are named 'w'; names must be different"),
            (
                "__metadata__", [1],
                "a tensor is named '__metadata__'; the format keeps this name for itself"
            ),
            ("v", [-1], "tensor 'v' has the shape [-1]; \(rule)"),
            ("v", [big, 2], "tensor 'v' has the shape [\(big), 2]; \(rule)"),
            ("v", [big], "tensor 'v' has the shape [\(big)]; \(rule)"),
        ]
        for (name, shape, text) in cases {
            let found = message {
                try writer.add(name, dtype: .float32, shape: shape) { _ in }
            }
            #expect(found == text)
        }
        let count = "tensor 'v' gave 8 bytes; its shape needs 12"
        #expect(message { try writer.add("v", shape: [3], floats: [1, 2]) } == count)
    }

    @Test(arguments: [1, 3])
    func leavesTheOldFileWhenAProviderGivesAWrongCount(pieceCount: Int) throws {
        try AtomicFile.write("old".utf8, to: temporary.path)
        var writer = SafetensorsWriter()
        try writer.add("w", dtype: .uint8, shape: [2]) { append in
            for _ in 0..<pieceCount { try [UInt8(1)].withUnsafeBytes { try append($0) } }
        }
        let text = "tensor 'w' gave \(pieceCount) bytes; its shape needs 2"
        #expect(message { try writer.write(to: temporary.path) } == text)
        #expect(try readFile(at: temporary.path) == Array("old".utf8))
    }

    @Test func passesTheErrorOfAProviderOn() throws {
        var writer = SafetensorsWriter()
        try writer.add("w", dtype: .uint8, shape: [2]) { _ in throw CancellationError() }
        #expect(throws: CancellationError.self) { try writer.write(to: temporary.path) }
        #expect(!FileManager.default.fileExists(atPath: temporary.path))
    }

    @Test func refusesAHeaderAboveTheLimit() {
        let long = String(decoding: [UInt8](repeating: 0x78, count: 100_000_000), as: UTF8.self)
        let writer = SafetensorsWriter(metadata: ["a": long])
        let text = "names and metadata take 100000032 bytes; at most 100000000 are allowed"
        #expect(message { try writer.write(to: temporary.path) } == text)
    }
}
