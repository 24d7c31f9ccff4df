import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Damaged files either open, and then every tensor can be read within the file, or throw an error
/// of the module; nothing else happens.
@Suite struct FuzzTests {
    private static let mutationCount = 3000
    private static let seed: UInt64 = 20_231

    @Test func everyMutationIsReadOrRefused() throws {
        let original = try readFile(at: ReferenceFileTests.path)
        var generator = SeededGenerator(seed: Self.seed)
        var openedCount = 0
        // One file for all: creating and removing thousands waits for a busy disk.
        let temporary = try TemporaryFile(original)
        let handle = try #require(FileHandle(forWritingAtPath: temporary.path))
        for number in 0..<Self.mutationCount {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                mutate(&bytes, using: &generator)
            }
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: bytes)
            try handle.truncate(atOffset: UInt64(bytes.count))
            do {
                let file = try temporary.open()
                openedCount += 1
                let byteCount = try examine(file)
                #expect(byteCount <= bytes.count, "mutation \(number)")
            } catch is SafetensorsError {
                continue
            }
        }
        #expect(openedCount > 0 && openedCount < Self.mutationCount)
    }

    /// Reads everything and returns the bytes that were read.
    private func examine(_ file: SafetensorsFile) throws -> Int {
        var byteCount = 0
        for entry in file.entries {
            byteCount += try file.bytes(of: entry.name).count
            _ = try? file.floats(of: entry.name)
            _ = try? file.checkPattern(of: entry.name, kept: 2, of: 4)
            #expect(try file.sparsity(of: entry.name).zeroCount <= entry.elementCount)
        }
        return byteCount
    }

    /// Changes, removes, inserts or doubles a few bytes, most often in the header.
    private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard bytes.count > 16 else { return }
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(position + Int.random(in: 1...12, using: &generator), bytes.count)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[position] = .random(in: 0...255, using: &generator)
        case 2: bytes[position] = Array("{}[]\":,-.0159e\\u ".utf8)[position % 17]
        case 3: bytes.removeSubrange(position..<end)
        case 4: bytes.insert(contentsOf: bytes[position..<end], at: position)
        case 5: bytes.removeSubrange(end...)
        default: bytes[position % 8] = .random(in: 0...255, using: &generator)
        }
    }
}
