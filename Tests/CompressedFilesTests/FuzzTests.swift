import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Damaged files either open, and then every tensor has its size or is refused, or throw an error of the
/// module; nothing else happens.
@Suite struct FuzzTests {
    private static let mutationCount = 3000
    private static let tableCount = 300
    private static let seed: UInt64 = 20_261

    @Test func everyMutationIsReadOrRefused() throws {
        let sample = try CompressedSample()
        try Self.file().write(to: sample.path)
        let original = try readFile(at: sample.path)
        let parts = try SafetensorsFile(path: sample.path)
        let table = try parts.entry("pdp.table")
        // The table is the last tensor, and its checksum shows every change.
        let places = original.count - table.byteRange.upperBound..<original.count - table.byteCount
        var generator = SeededGenerator(seed: Self.seed)
        var (readCount, refusedCount) = (0, 0)
        let handle = try #require(FileHandle(forWritingAtPath: sample.path))
        for number in 0..<Self.mutationCount {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                mutate(&bytes, in: number % 3 == 0 ? 0..<bytes.count : places, using: &generator)
            }
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: bytes)
            try handle.truncate(atOffset: UInt64(bytes.count))
            if try isRead(sample.path) { readCount += 1 } else { refusedCount += 1 }
        }
        #expect(readCount > 100 && refusedCount > 100)
    }

    @Test func everyTableIsReadOrRefused() throws {
        let sample = try CompressedSample()
        var generator = SeededGenerator(seed: Self.seed)
        var (readCount, refusedCount) = (0, 0)
        for _ in 0..<Self.tableCount {
            var file = Self.file()
            var text = Array(file.table.utf8)
            mutate(&text, in: 0..<text.count, using: &generator)
            file.table = String(decoding: text, as: UTF8.self)
            try file.write(to: sample.path)
            if try isRead(sample.path) { readCount += 1 } else { refusedCount += 1 }
        }
        #expect(readCount > 5 && refusedCount > 100)
    }

    /// Reads every tensor; `false` where the file or one of them is refused.
    private func isRead(_ path: String) throws -> Bool {
        do {
            let file = try openTensorFile(at: path)
            let entries: [any StoredTensor] = file.entries
            for entry in entries {
                let size = entry.elementCount * entry.dtype.byteCount
                #expect(try file.bytes(of: entry.name).count == size)
                _ = try file.sparsity(of: entry.name)
            }
            return true
        } catch is SafetensorsError {
            return false
        } catch is CompressedFileError {
            return false
        }
    }

    /// Small tensors in every code, made by hand so that most bytes matter.
    private static func file() -> HandMadeFile {
        let rows = [
            ("a", "bitmask", 3, 1), ("b", "runs", 3, 12), ("c", "rice-1", 3, 2), ("d", "2:4", 4, 1),
            ("f", "2x1-bitmask", 4, 1),
        ].map { name, code, count, bytes in
            #""\#(name)":{"dtype":"F32","shape":[2,4],"positions":"\#(code)","#
                + #""count":\#(count),"bytes":\#(bytes)}"#
        }
        let values: [Float] = [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 4]
        var file = HandMadeFile(
            [2, 4], "all", values: SampleTensor("pdp.values.F32", [17], values),
            bits: [0b1001_0010] + HandMadeFile.runs(1, 3, 4) + [
                0b1101, 0b101, 0b1000_1101, 0b1010,
            ],
            scale: [1, 2])
        file.parts.append(HandMadeFile.steps(1, 2, 3, 4, 5, 6, 7, 8))
        file.table =
            "{\(rows.joined(separator: ",")),"
            + #""e":{"dtype":"F32","shape":[2,4],"values":"I8"}}"#
        return file
    }

    @Test func theOriginalIsRead() throws {
        let sample = try CompressedSample()
        try Self.file().write(to: sample.path)
        #expect(try isRead(sample.path))
    }

    /// Changes, removes, inserts or doubles a few bytes at some of the places.
    private func mutate(
        _ bytes: inout [UInt8], in places: Range<Int>, using generator: inout SeededGenerator
    ) {
        let places = places.clamped(to: 0..<bytes.count)
        guard !places.isEmpty else { return }
        let position = Int.random(in: places, using: &generator)
        let end = min(position + Int.random(in: 1...12, using: &generator), bytes.count)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes[position] = .random(in: 0...255, using: &generator)
        case 3: bytes[position] = Array("{}[]\":,-.0159e\\u ".utf8)[position % 17]
        case 4: bytes.removeSubrange(position..<end)
        default: bytes.insert(contentsOf: bytes[position..<end], at: position)
        }
    }
}
