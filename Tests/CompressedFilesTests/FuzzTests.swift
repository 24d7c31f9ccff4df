import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Damaged files either open, and then every tensor has its size or is refused, or throw an error of the
/// module; nothing else happens.
@Suite struct FuzzTests {
    private static let mutationCount = 3000
    private static let seed: UInt64 = 20_261

    @Test func everyMutationIsReadOrRefused() throws {
        let sample = try CompressedSample()
        let original = try Self.original(sample)
        var generator = SeededGenerator(seed: Self.seed)
        var (readCount, refusedCount) = (0, 0)
        let handle = try #require(FileHandle(forWritingAtPath: sample.path))
        for number in 0..<Self.mutationCount {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                mutate(&bytes, using: &generator)
            }
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: bytes)
            try handle.truncate(atOffset: UInt64(bytes.count))
            do {
                let file = try openTensorFile(at: sample.path)
                let entries: [any StoredTensor] = file.entries
                for entry in entries {
                    let size = entry.elementCount * entry.dtype.byteCount
                    #expect(try file.bytes(of: entry.name).count == size, "mutation \(number)")
                    _ = try file.sparsity(of: entry.name)
                }
                readCount += 1
            } catch is SafetensorsError {
                refusedCount += 1
            } catch is CompressedFileError {
                refusedCount += 1
            }
        }
        #expect(readCount > 100 && refusedCount > 100)
    }

    /// Small tensors in every code, made by hand so that most bytes matter.
    private static func original(_ sample: CompressedSample) throws -> [UInt8] {
        var writer = SafetensorsWriter(
            metadata: [
                "pdp.compressed": HandMadeFile.table(
                    [("a", "bitmask"), ("b", "runs"), ("c", "rice-1"), ("d", "2:4"), ("e", "all")]
                        .map { #""\#($0)":{"dtype":"F32","shape":[2,4],"positions":"\#($1)"}"# }
                        .joined(separator: ","))
            ])
        for (name, count) in [("a", 3), ("b", 3), ("c", 3), ("d", 4)] {
            try writer.add(
                "\(name).values", shape: [count], floats: [1, 2, 3, 4].dropLast(4 - count))
        }
        try SampleTensor("e.values", .int8, [8], bytes: Array(1...8)).add(to: &writer)
        try writer.add("e.scale", shape: [2], floats: [1, 2])
        for (name, bytes) in [
            ("a", [0b1001_0010]), ("c", [0b1101, 0b101]), ("d", [0b1000_1101]),
        ] as [(String, [UInt8])] {
            try SampleTensor("\(name).positions", .uint8, [bytes.count], bytes: bytes)
                .add(to: &writer)
        }
        let runs = [1, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0] as [UInt8]
        try SampleTensor("b.positions", .uint32, [3], bytes: runs).add(to: &writer)
        try writer.write(to: sample.path)
        for name in try sample.compressed.names { _ = try sample.compressed.bytes(of: name) }
        return try readFile(at: sample.path)
    }

    /// Changes, removes, inserts or doubles a few bytes, often in the parts at the end.
    private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard bytes.count > 40 else { return }
        let start = Bool.random(using: &generator) ? 0 : max(0, bytes.count - 110)
        let position = Int.random(in: start..<bytes.count, using: &generator)
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
