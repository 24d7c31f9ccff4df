import Files
import TensorFiles
import TestSupport
import Testing

/// Damaged files either open, and then every array can be read, or throw an error of the module;
/// nothing else happens.
@Suite struct FuzzTests {
    private static let mutationCount = 3000
    private static let seed: UInt64 = 20_231

    @Test func everyMutationIsReadOrRefused() throws {
        let names = ["columns.npy", "big.npy", "types.npz", "packed.npz", "others.npz"]
        let originals = try names.map { try readFile(at: Golden.path($0)) }
        let folder = try TemporaryFolder()
        var generator = SeededGenerator(seed: Self.seed)
        var openedCount = 0
        for number in 0..<Self.mutationCount {
            var bytes = originals[number % originals.count]
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                mutate(&bytes, using: &generator)
            }
            try folder.write(bytes, to: "a.npz")
            do {
                let file = try NumpyFile(path: folder.path("a.npz"))
                openedCount += 1
                for entry in file.entries {
                    let byteCount = try file.bytes(of: entry.name).count
                    #expect(byteCount == entry.elementCount * entry.dtype.byteCount)
                    #expect(try file.sparsity(of: entry.name).zeroCount <= entry.elementCount)
                }
            } catch is NumpyFileError {
                continue
            }
        }
        #expect(openedCount > 0 && openedCount < Self.mutationCount)
    }

    /// Changes, removes or doubles a few bytes.
    private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard bytes.count > 16 else { return }
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(position + Int.random(in: 1...12, using: &generator), bytes.count)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes[position] = Array("{}()[]'<>,:|0123456789Oifc".utf8)[position % 26]
        case 3: bytes.removeSubrange(position..<end)
        case 4: bytes.insert(contentsOf: bytes[position..<end], at: position)
        default: bytes.removeSubrange(end...)
        }
    }
}
