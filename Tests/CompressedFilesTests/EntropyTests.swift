import Foundation
import TensorFiles
import TestSupport
import Testing

/// How near the positions of random elements come to their entropy.
@Suite struct EntropyTests {
    /// The parameter of a Rice code is a power of two. That costs at most 3.5 % of the entropy where
    /// each element is kept with the same probability, from one half down; the rest is chance.
    private static let tolerance = 1.04

    @Test(arguments: [0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999], ValueBits.allCases)
    func comesNearTheBound(sparsity: Double, bits: ValueBits) throws {
        var generator = SeededGenerator(seed: 12)
        let sample = try CompressedSample()
        let record = try sample.compress(
            .weights([400, 1000], sparsity: sparsity, using: &generator), bits)
        let count = try #require(record.nonzeroCount)
        let share = Double(count) / 400_000
        let entropy = -400_000 * (share * log2(share) + (1 - share) * log2(1 - share)) / 8
        let scales = bits == .eight ? 1600 : 0
        let values = count * bits.rawValue / 8 + scales
        #expect(abs(record.boundByteCount - Double(values) - entropy) < 1e-6)
        #expect(Double(record.byteCount - values) <= Self.tolerance * entropy)
        #expect(Double(record.byteCount) <= 1.02 * record.boundByteCount)
    }

    @Test func theFileHasTheBytesThatItSays() throws {
        var generator = SeededGenerator(seed: 13)
        let sample = try CompressedSample()
        try sample.write([.weights([80, 100], sparsity: 0.9, using: &generator)])
        let writer = try CompressedWriter(of: sample.dense)
        try writer.write(to: sample.path)
        let parts = try SafetensorsFile(path: sample.path).entries
            .filter { $0.name != "pdp.table" }.reduce(0) { $0 + $1.byteCount }
        #expect(writer.records.map(\.byteCount) == [parts])
        let size = try FileManager.default.attributesOfItem(atPath: sample.path)[.size] as? Int
        #expect(try writer.fileByteCount() == size)
    }
}
