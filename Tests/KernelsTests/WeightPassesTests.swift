import Kernels
import Testing

/// Every set of instructions that this processor has.
private let levels = PassLevel.allCases.filter { $0.isSupported }

/// The passes of each set against plain loops, and against each other to the last bit.
@Suite struct WeightPassesTests {
    private static let ends: [(low: Float, high: Float)] = [
        (0.01, 0.02), (0, 0.25), (0.25, .infinity), (0.03, 0.03), (-1, .leastNormalMagnitude),
    ]

    @Test(arguments: levels, SampleKind.allCases)
    func scanEqualsCounting(level: PassLevel, kind: SampleKind) {
        for count in tailCounts {
            let magnitudes = magnitudeBits(of: kind.weights(count: count))
            for (low, high) in Self.ends.map({ (bits($0.low), bits($0.high)) }) {
                let inside = magnitudes.filter { $0 > low && $0 < high }
                let found = scan(level, kind.weights(count: count), low, high, capacity: count + 16)
                #expect(found.result.notAboveLow == magnitudes.count { $0 <= low })
                #expect(found.result.insideCount == inside.count)
                #expect(found.result.largest == magnitudes.max() ?? 0)
                #expect(found.candidates == inside, "\(count) weights")
            }
        }
    }

    @Test(arguments: levels) func scanStopsToCollectWhereTooFewPlacesAreLeft(level: PassLevel) {
        let weights = SampleKind.spread.weights(count: 1000)
        for capacity in [16, 17, 100] {
            let found = scan(level, weights, -1, .max, capacity: capacity)
            #expect(found.result.insideCount == 1000)
            #expect(found.candidates.count <= capacity && found.candidates.count > capacity - 16)
            #expect(found.candidates[...] == magnitudeBits(of: weights)[..<found.candidates.count])
        }
    }

    @Test(arguments: levels, SampleKind.allCases)
    func endsEqualCounting(level: PassLevel, kind: SampleKind) {
        for count in tailCounts {
            let weights = kind.weights(count: count)
            let magnitudes = magnitudeBits(of: weights)
            for (low, high) in Self.ends.map({ (bits($0.low), bits($0.high)) }) {
                let found = weights.withUnsafeBytes { bytes in
                    bytes.baseAddress.map {
                        level.passes.countEnds($0, in: 0..<count, low: low, high: high)
                    }
                }
                #expect(found?.belowLow ?? 0 == magnitudes.count { $0 < low }, "\(count) weights")
                #expect(found?.notAboveHigh ?? 0 == magnitudes.count { $0 <= high })
            }
        }
    }

    @Test(arguments: levels, SampleKind.allCases)
    func bisectingEqualsSorting(level: PassLevel, kind: SampleKind) {
        for count in tailCounts where (1...4097).contains(count) {
            let weights = kind.weights(count: count)
            let sorted = magnitudeBits(of: weights).sorted()
            let middle = (count + 1) / 2
            for ranks in [1...1, 1...count, middle...min(count, middle + 1), count...count] {
                let found = weights.withUnsafeBytes { bytes in
                    bytes.baseAddress.map {
                        level.passes.bisect(
                            $0, count: count, lowerRank: ranks.lowerBound,
                            upperRank: ranks.upperBound)
                    }
                }
                #expect(found?.lower == sorted[ranks.lowerBound - 1], "\(count) \(ranks)")
                #expect(found?.upper == sorted[ranks.upperBound - 1], "\(count) \(ranks)")
                #expect(found?.largest == sorted[count - 1])
            }
        }
    }

    @Test(arguments: levels, SampleKind.allCases)
    func hardMaskEqualsComparing(level: PassLevel, kind: SampleKind) {
        let last = bits(0.02)
        for count in tailCounts {
            let weights = kind.weights(count: count)
            let kept = magnitudeBits(of: weights).map { $0 > last }
            for writesMask in [false, true] {
                let found = output(of: weights) { w, result in
                    level.passes.writeKept(
                        of: w, in: 0..<count, lastPruned: last, into: result,
                        writesMask: writesMask)
                }
                let expected = zip(weights, kept).map { $1 ? (writesMask ? 1 : $0) : 0 }
                #expect(firstDifference(found, expected) == nil, "\(count) weights")
            }
        }
    }

    @Test(arguments: levels, SampleKind.allCases)
    func softMaskEqualsTheFormula(level: PassLevel, kind: SampleKind) {
        for curve in MaskCurve.allCases {
            let setting: MaskSetting = (0.02, 1e-4, curve.rawValue)
            let tolerance = SoftMaskTolerance(
                reference: .init(threshold: 0.02, temperature: 1e-4, curve: curve),
                temperature: 1e-4, curve: curve)
            for count in tailCounts {
                let weights = kind.weights(count: count)
                let found = softResults(level, weights, setting)
                let firstWrong = weights.indices.first { index in
                    let w = weights[index]
                    return w.isFinite
                        && !(tolerance.isMask(found.mask[index], w)
                            && tolerance.isMaskedWeight(found.masked[index], w)
                            && tolerance.isGradient(found.gradient[index], w, w))
                }
                #expect(firstWrong == nil, "\(count) weights")
            }
        }
    }

    @Test(arguments: levels, SampleKind.allCases)
    func softMaskIsTheSameToTheBit(level: PassLevel, kind: SampleKind) {
        let weights = kind.weights(count: 1001) + [.nan, .infinity, -.infinity, -0.0, .ulpOfOne]
        let settings: [MaskSetting] = [
            (0.02, 1e-4, 0), (0.02, 1e-4, 1), (0.02, 1e-4, 3), (0, 1e-30, 0), (0.25, 1e-37, 0),
            (.infinity, 1, 0), (3e38, 1e-30, 1), (3e38, 1e-30, 3), (1e-20, 1e-30, 0),
        ]
        for setting in settings {
            let found = softResults(level, weights, setting)
            let expected = softResults(.vector, weights, setting)
            #expect(bitPatterns(found.mask) == bitPatterns(expected.mask), "\(setting)")
            #expect(bitPatterns(found.masked) == bitPatterns(expected.masked), "\(setting)")
            #expect(bitPatterns(found.gradient) == bitPatterns(expected.gradient), "\(setting)")
        }
    }

    private func scan(
        _ level: PassLevel, _ weights: [Float], _ low: Int32, _ high: Int32, capacity: Int
    ) -> (result: ScanResult, candidates: [Int32]) {
        var result: ScanResult = (0, 0, 0, 0)
        let candidates = [Int32](unsafeUninitializedCapacity: capacity) { room, count in
            weights.withUnsafeBytes { bytes in
                guard let values = bytes.baseAddress, let start = room.baseAddress else { return }
                result = level.passes.scan(
                    values, in: 0..<weights.count, low: low, high: high, into: start,
                    capacity: capacity)
            }
            count = result.collectedCount
        }
        return (result, candidates)
    }

    /// The mask, the masked weights and the gradient, the weights themselves being that of the output.
    private func softResults(
        _ level: PassLevel, _ weights: [Float], _ setting: MaskSetting
    ) -> (mask: [Float], masked: [Float], gradient: [Float]) {
        let (passes, range) = (level.passes, 0..<weights.count)
        return (
            output(of: weights) { passes.writeMask(of: $0, in: range, into: $1, setting) },
            output(of: weights) { passes.writeMaskedWeights(of: $0, in: range, into: $1, setting) },
            output(of: weights) {
                passes.writeGradient(of: $0, outputGradient: $0, in: range, into: $1, setting)
            }
        )
    }

    private func output(
        of weights: [Float],
        _ write: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> [Float] {
        written(from: weights) { source, output in
            guard let w = source.baseAddress, let result = output.baseAddress else { return }
            write(w, result)
        }
    }

    /// −1 below 0.
    private func bits(_ end: Float) -> Int32 {
        end < 0 ? -1 : Int32(bitPattern: end.bitPattern)
    }

    private func magnitudeBits(of weights: [Float]) -> [Int32] {
        weights.map { Int32(bitPattern: $0.magnitude.bitPattern) }
    }

    /// Which NaN comes out of two is left open by IEEE 754, so that all count as one.
    private func bitPatterns(_ values: [Float]) -> [UInt32] {
        values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
    }
}
