import Files
import TensorFiles
import TestSupport
import Testing

/// Damaged files either open, and then every tensor can be read within bounds that the file's size
/// sets, or throw an error of the module; nothing else happens.
@Suite struct FuzzTests {
    #if DEBUG
        private static let mutationCount = 2_000
    #else
        private static let mutationCount = 20_000
    #endif
    private static let seed: UInt64 = 20_231

    @Test func everyMutationIsReadOrRefused() throws {
        let originals = try (Golden.equalFiles + Golden.trainingFiles).map(Golden.bytes)
        var generator = SeededGenerator(seed: Self.seed)
        var openedCount = 0
        // One file for all: creating and removing thousands waits for a busy disk.
        let temporary = try TemporaryFile([])
        for number in 0..<Self.mutationCount {
            var bytes = originals[number % originals.count]
            let other = originals[(number / 7) % originals.count]
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                mutate(&bytes, other, using: &generator)
            }
            try temporary.rewrite(bytes)
            do {
                let file = try PyTorchFile(path: temporary.path)
                openedCount += 1
                #expect(try readAll(file) <= 8 * bytes.count, "mutation \(number)")
            } catch is PyTorchFileError {
                continue
            }
        }
        #expect(openedCount > 0 && openedCount < Self.mutationCount)
    }

    /// Reads everything and returns the bytes that were read.
    private func readAll(_ file: PyTorchFile) throws -> Int {
        var byteCount = 0
        for entry in file.entries {
            byteCount += try file.bytes(of: entry.name).count
            _ = try? file.floats(of: entry.name)
        }
        return byteCount
    }

    /// Changes, removes, inserts or doubles a few bytes, or continues as another file.
    private func mutate(
        _ bytes: inout [UInt8], _ other: [UInt8], using generator: inout SeededGenerator
    ) {
        guard bytes.count > 16 else { return }
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(position + Int.random(in: 1...12, using: &generator), bytes.count)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0, 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes[position] = .random(in: 0...255, using: &generator)
        case 3: bytes[position] = Array("(.0RQbceqhtu}])KMJ\u{7F}".utf8)[position % 19]
        case 4: bytes.replaceSubrange(position..<end, with: repeatElement(0xFF, count: 4))
        case 5: bytes.removeSubrange(position..<end)
        case 6: bytes.insert(contentsOf: bytes[position..<end], at: position)
        case 7: bytes.removeSubrange(end...)
        default:
            let start = Int.random(in: 0..<other.count, using: &generator)
            bytes.replaceSubrange(position..., with: other[start...])
        }
    }
}
