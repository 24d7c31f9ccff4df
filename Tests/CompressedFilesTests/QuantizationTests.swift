import TensorFiles
import TestSupport
import Testing

/// 16 and 8 bits: how far off values are, and that zeros stay what they are.
@Suite struct QuantizationTests {
    /// What single precision adds to an error, relative to the value: two roundings.
    private static let rounding: Float = 0x1p-22

    private let sample: CompressedSample

    init() throws { sample = try CompressedSample() }

    private func floats(
        _ floats: [Float], _ shape: [Int], _ bits: ValueBits, storedAs type: StoredType
    ) throws -> [Float] {
        #expect(try sample.compress(SampleTensor("w", shape, floats), bits).valueType == type)
        let file = try sample.compressed
        #expect(try file.entry("w").dtype == .float32)
        return try file.floats(of: "w")
    }

    /// Weights with magnitudes from far below a step to the largest of their channel.
    private func weights(sparsity: Double) -> [Float] {
        var generator = SeededGenerator(seed: 21)
        return (0..<8000).map { element in
            if Double.random(in: 0..<1, using: &generator) < sparsity { return 0 }
            let magnitude = Float.random(in: 1e-6...1, using: &generator)
            let channelScale = Float(1 + element / 200)
            return Bool.random(using: &generator)
                ? -magnitude * magnitude * channelScale : magnitude * magnitude * channelScale
        }
    }

    @Test(arguments: [0, 0.5, 0.9])
    func eightBitsAreOffByHalfAStep(sparsity: Double) throws {
        let weights = weights(sparsity: sparsity)
        let found = try floats(weights, [40, 20, 10], .eight, storedAs: .int8)
        for channel in 0..<40 {
            let range = channel * 200..<(channel + 1) * 200
            let step = weights[range].reduce(0) { max($0, $1.magnitude) } / 127
            for element in range {
                let (weight, value) = (weights[element], found[element])
                let allowed = step / 2 + Self.rounding * weight.magnitude
                if weight == 0 {
                    #expect(value.bitPattern == 0)
                } else if weight.magnitude < step / 2 {
                    #expect(value.magnitude == step && value.sign == weight.sign)
                } else {
                    #expect((value - weight).magnitude <= allowed)
                }
            }
        }
    }

    @Test(arguments: [0, 0.5, 0.9])
    func sixteenBitsAreTheNearestHalf(sparsity: Double) throws {
        let weights = weights(sparsity: sparsity)
        let found = try floats(weights, [40, 200], .sixteen, storedAs: .float16)
        for (weight, value) in zip(weights, found) {
            // Half a unit of the last of 11 bits, or of the smallest halves.
            #expect((value - weight).magnitude <= max(weight.magnitude * 0x1p-11, 0x1p-25))
            #expect((value == 0) == (weight == 0) && value.sign == weight.sign)
        }
    }

    /// Values and their halves, worked out by hand.
    @Test(
        arguments: [
            (1, 1), (1 + 0x1p-11, 1), (1 + 0x1.8p-10, 1 + 0x1p-9), (-1 - 0x1.1p-11, -1 - 0x1p-10),
            (65_504, 65_504), (65_519, 65_504), (0x1p-14, 0x1p-14), (0x1p-24, 0x1p-24),
            (0x1.8p-24, 0x1p-23), (0x1.4p-24, 0x1p-24), (0x1p-25, 0x1p-24), (-0x1p-40, -0x1p-24),
            (.leastNonzeroMagnitude, 0x1p-24), (0x1.FF8p-15, 0x1.FF8p-15), (0x1.FFEp-15, 0x1p-14),
        ] as [(Float, Float)])
    func roundsToHalves(value: Float, half: Float) throws {
        let values = [Float](repeating: value, count: 400)
        let found = try floats(values, [20, 20], .sixteen, storedAs: .float16)
        #expect(found == [Float](repeating: half, count: 400))
    }

    /// What cannot be narrowed stays exact.
    @Test(
        arguments: [
            (65_520, .sixteen), (.greatestFiniteMagnitude, .sixteen),
            (.greatestFiniteMagnitude, .eight),
            (1e-37, .eight), (.leastNonzeroMagnitude, .eight), (.infinity, .eight),
            (.nan, .sixteen),
        ] as [(Float, ValueBits)])
    func keepsWhatCannotBeNarrowed(value: Float, bits: ValueBits) throws {
        var values = [Float](repeating: 0, count: 4000)
        values[99] = value
        let found = try floats(values, [40, 100], bits, storedAs: .float32)
        #expect(found.map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test(
        arguments: [
            (.float16, .sixteen, .float16, .float16), (.bfloat16, .sixteen, .bfloat16, .bfloat16),
            (.float16, .eight, .int8, .float32), (.bfloat16, .eight, .int8, .float32),
            (.float64, .sixteen, .float16, .float32), (.float64, .eight, .int8, .float32),
            (.float8e4m3, .eight, .float8e4m3, .float8e4m3),
        ] as [(StoredType, ValueBits, StoredType, StoredType)])
    func narrowsOtherTypes(
        dtype: StoredType, bits: ValueBits, stored: StoredType, unpacked: StoredType
    ) throws {
        // Ones and zeros of each type.
        let one: [UInt8] =
            switch dtype {
            case .float16: [0, 0x3C]
            case .bfloat16: [0x80, 0x3F]
            case .float64: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
            default: [0x38]
            }
        let zero = [UInt8](repeating: 0, count: one.count)
        let bytes = (0..<5000).flatMap { $0 * 7 % 10 == 0 ? one : zero }
        let record = try sample.compress(SampleTensor("w", dtype, [50, 100], bytes: bytes), bits)
        #expect(record.valueType == stored)
        #expect(try sample.compressed.entry("w").dtype == unpacked)
        let expected: [Float] = (0..<5000).map { $0 * 7 % 10 == 0 ? 1 : 0 }
        #expect(try sample.compressed.floats(of: "w") == expected)
    }

    @Test func keepsDoublesThatWouldBecomeZero() throws {
        let doubles = (0..<4000).map { $0 % 9 == 0 ? 1e-200 : 0 }
        let bytes = doubles.withUnsafeBytes { Array($0) }
        for bits in ValueBits.allCases {
            let record = try sample.compress(
                SampleTensor("w", .float64, [40, 100], bytes: bytes), bits)
            #expect(record.valueType == .float64)
            #expect(try sample.compressed.bytes(of: "w") == bytes)
        }
    }
}
