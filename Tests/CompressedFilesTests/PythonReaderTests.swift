import Foundation
import TensorFiles
import TestSupport
import Testing

/// The reader in `Examples/ReadCompressed` reads what is written here, bit for bit.
@Suite struct PythonReaderTests {
    private static let python = ProcessInfo.processInfo.environment["PDP_TORCH_PYTHON"]
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Examples/ReadCompressed/read_compressed.py")
        .standardizedFileURL

    @Test(
        .enabled(if: python != nil, "PDP_TORCH_PYTHON names no Python with torch"),
        arguments: ValueBits.allCases)
    func readsEveryEncoding(bits: ValueBits) throws {
        let sample = try CompressedSample()
        try sample.write(Self.tensors())
        let codes = Set(try sample.compress(bits).compactMap(\.positions))
        #expect(
            codes.isSuperset(of: [
                "bitmask", "rice-0", "rice-3", "runs", "2:4", "1:4-flattened", "4x1-bitmask",
            ]))
        #expect(codes.contains { $0.hasPrefix("8x1-rice-") })
        #expect(bits == .thirtyTwo || codes.contains("all"))
        let arrays = sample.folder.path("arrays.npz")
        try run(sample.path, arrays)
        let (read, file) = (try NumpyFile(path: arrays), try sample.compressed)
        #expect(Set(read.names) == Set(file.names))
        for name in file.names {
            #expect(try read.entry(name).shape == file.entry(name).shape)
            #expect(try read.bytes(of: name) == file.bytes(of: name), "\(name)")
        }
    }

    @Test func hasFortyLines() throws {
        let text = try String(contentsOf: Self.script, encoding: .utf8)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 41)
    }

    /// Tensors that are shortest in different codes, and some that stay as they are.
    private static func tensors() -> [SampleTensor] {
        var generator = SeededGenerator(seed: 9)
        func weights(
            _ name: String, _ shape: [Int], isKept: (Int) -> Bool
        ) -> SampleTensor {
            let floats = (0..<shape.reduce(1, *)).map { element -> Float in
                let magnitude = Float.random(in: 0.01...1, using: &generator)
                let value = element % 3 == 0 ? -magnitude : magnitude
                return isKept(element) ? value : 0
            }
            return SampleTensor(name, shape, floats)
        }
        var chance = SeededGenerator(seed: 10)
        let rare = (0..<6400).map { _ in Int.random(in: 0..<10, using: &chance) == 0 }
        let places = (0..<1600).map { _ in Int.random(in: 0..<4, using: &chance) }
        let blocks = (0..<1600).map { _ in Int.random(in: 0..<10, using: &chance) }
        return [
            weights("dense", [80, 80]) { _ in true }, weights("empty", [80, 80]) { _ in false },
            weights("half", [79, 81]) { $0 * 7 % 13 < 7 }, weights("rare", [80, 80]) { rare[$0] },
            weights("rows", [80, 80]) { $0 / 80 % 2 == 0 },
            weights("pairs", [80, 8, 5, 2]) { ($0 / 10 + places[$0 / 40]) % 4 < 2 },
            weights("flat", [80, 8, 5, 2]) { $0 % 4 == places[$0 / 4] },
            // With the last block there is no shorter code than a bit for each.
            weights("bands", [80, 20, 2, 2]) { element in
                let block = element / 320 * 80 + element % 80
                return blocks[block] < 5 || block == 1599
            },
            weights("towers", [80, 80]) { blocks[$0 / 640 * 80 + $0 % 80] < 1 },
            weights("bias", [7]) { _ in true }, weights("scalar", []) { _ in true },
            SampleTensor("halves", .float16, [3], bytes: [0, 0x3C, 0, 0, 0, 0xC0]),
            SampleTensor("count", .int64, [], bytes: [7, 0, 0, 0, 0, 0, 0, 0]),
        ]
    }

    private func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [Self.script.path] + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "read_compressed.py \(arguments)")
    }
}
