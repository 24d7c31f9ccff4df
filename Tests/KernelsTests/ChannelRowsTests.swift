import Kernels
import Testing

@Suite struct ChannelRowsTests {
    private static let shapes: [(rows: Int, length: Int)] = [
        (0, 5), (3, 0), (1, 1), (2, 15), (5, 16), (3, 17), (64, 27), (7, 1_001), (1, 100_003),
        (300, 577),
    ]

    private func norms(_ weights: [Float], _ rows: ChannelRows, _ count: Int) throws -> [Float] {
        var norms = [Float](repeating: -1, count: count)
        try weights.withUnsafeBufferPointer { weights in
            try norms.withUnsafeMutableBufferPointer { try rows.writeNorms(of: weights, into: $0) }
        }
        return norms
    }

    /// The sum is exact to a few 2^−53, and the result is rounded once: 2^−24, or half of the
    /// smallest denormal.
    @Test(arguments: SampleKind.allCases)
    func normsAreRoundedOnce(kind: SampleKind) throws {
        for (count, length) in Self.shapes {
            let weights = kind.weights(count: count * length)
            let rows = try ChannelRows(rowCount: count, rowLength: length, threads: 2)
            for (row, found) in try norms(weights, rows, count).enumerated() {
                let part = Array(weights[(row * length)..<((row + 1) * length)])
                let expected = ReferenceChannel.innerProduct(part, part).squareRoot()
                let isRight =
                    Double(found) == expected || Float(expected) == found
                    || abs(Double(found) - expected) <= expected * 0x1.001p-24 + 0x1p-149
                #expect(isRight, "\(count) \(length) \(found) \(expected)")
            }
        }
    }

    @Test func masksWholeRows() throws {
        let rows = try ChannelRows(rowCount: 2, rowLength: 3, threads: 1)
        let masked = try [0.5, 0].withUnsafeBufferPointer { masks in
            try written(from: [1, 2, 3, 4, 5, 6]) {
                try rows.writeMaskedWeights(of: $0, masks: masks, into: $1)
            }
        }
        #expect(masked == [0.5, 1, 1.5, 0, 0, 0])
    }

    /// m and (2/τ)·m·(1 − m) are within 5u·|x| + 16u of their values (see ``SoftMaskTolerance``),
    /// the inner product and its rounding add 2u, and the two products and the sum 3u.
    @Test(arguments: [Float(1e-4), 0.01, 1])
    func gradientEqualsTheFormula(temperature: Float) throws {
        for (count, length) in Self.shapes where count > 0 {
            let weights = SampleKind.spread.weights(count: count * length)
            let gradients = SampleKind.spread.weights(count: count * length, seed: 5)
            let rows = try ChannelRows(rowCount: count, rowLength: length, threads: 2)
            let norms = try norms(weights, rows, count)
            let threshold = norms.sorted()[count / 2] * 0.999
            let soft = try SoftMask(
                threshold: threshold, temperature: temperature, threads: 1)
            let found = try norms.withUnsafeBufferPointer { norms in
                try written(from: weights, gradients) {
                    try rows.writeGradient(
                        of: $0, outputGradient: $1, norms: norms, softMask: soft, into: $2)
                }
            }
            let reference = ReferenceSoftMask(threshold: threshold, temperature: temperature)
            for row in 0..<count {
                let range = (row * length)..<((row + 1) * length)
                let terms = ReferenceChannel.gradientTerms(
                    of: Array(weights[range]), outputGradient: Array(gradients[range]),
                    norm: norms[row], softMask: reference, temperature: temperature)
                let relative = 0x1p-24 * (5 * min(abs(reference.exponent(norms[row])), 128) + 21)
                let isRight = zip(found[range], terms).allSatisfy { found, term in
                    abs(Double(found) - (term.masked + term.shared))
                        <= (abs(term.masked) + abs(term.shared)) * relative + 0x1p-120
                }
                #expect(isRight, "\(count) \(length) row \(row)")
            }
        }
    }

    @Test func refusesOtherCounts() throws {
        let rows = try ChannelRows(rowCount: 2, rowLength: 3, threads: 1)
        let error = KernelError.wrongElementCount(found: 5, allowed: 6, buffer: "weights")
        #expect(throws: error) { try norms([1, 2, 3, 4, 5], rows, 2) }
        #expect(throws: KernelError.wrongElementCount(found: 3, allowed: 2, buffer: "norms")) {
            try norms([1, 2, 3, 4, 5, 6], rows, 3)
        }
        let negative = KernelError.invalidDimension(
            found: -1, allowed: 0...Int.max, dimension: "row length")
        #expect(throws: negative) {
            try ChannelRows(rowCount: 1, rowLength: -1, threads: 1)
        }
    }
}
