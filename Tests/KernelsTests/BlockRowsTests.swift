import Kernels
import Testing

@Suite struct BlockRowsTests {
    /// A weight, the height of its blocks, and the rows that are divided into them.
    struct Layout: Sendable {
        let rowCount: Int
        let columnCount: Int
        let height: Int
        let rows: Range<Int>

        init(_ rowCount: Int, _ columnCount: Int, _ height: Int, _ rows: Range<Int>) {
            self.rowCount = rowCount
            self.columnCount = columnCount
            self.height = height
            self.rows = rows
        }

        var elementCount: Int { rowCount * columnCount }

        func blocks(threads: Threads = 2) throws -> BlockRows {
            try BlockRows(
                rowCount: rowCount, columnCount: columnCount, height: height, rows: rows,
                threads: threads)
        }

        /// The indices of the weights of each block, by the definition.
        var members: [[Int]] {
            stride(from: rows.lowerBound, to: rows.upperBound, by: height).flatMap { row in
                (0..<columnCount).map { column in
                    (row..<row + height).map { $0 * columnCount + column }
                }
            }
        }
    }

    static let layouts = [
        Layout(0, 5, 4, 0..<0), Layout(3, 0, 3, 0..<3), Layout(1, 1, 1, 0..<1),
        Layout(4, 15, 4, 0..<4), Layout(8, 16, 2, 0..<8), Layout(9, 17, 4, 0..<8),
        Layout(9, 33, 1, 8..<9), Layout(11, 31, 3, 1..<10), Layout(64, 577, 4, 0..<64),
        Layout(70, 2305, 64, 0..<64), Layout(16, 9000, 16, 0..<16),
    ]

    private func norms(_ weights: [Float], _ blocks: BlockRows) throws -> [Float] {
        var norms = [Float](repeating: -1, count: blocks.blockCount)
        try weights.withUnsafeBufferPointer { weights in
            try norms.withUnsafeMutableBufferPointer {
                try blocks.writeNorms(of: weights, into: $0)
            }
        }
        return norms
    }

    /// The sum is exact to a few 2^−53, and the result is rounded once: 2^−24, or half of the
    /// smallest denormal.
    @Test(arguments: SampleKind.allCases)
    func normsAreRoundedOnce(kind: SampleKind) throws {
        for layout in Self.layouts {
            let weights = kind.weights(count: layout.elementCount)
            let found = try norms(weights, layout.blocks())
            #expect(found.count == layout.members.count)
            for (found, members) in zip(found, layout.members) {
                let part = members.map { weights[$0] }
                let expected = ReferenceChannel.innerProduct(part, part).squareRoot()
                let isRight =
                    Double(found) == expected || Float(expected) == found
                    || abs(Double(found) - expected) <= expected * 0x1.001p-24 + 0x1p-149
                #expect(isRight, "\(layout) \(found) \(expected)")
            }
        }
    }

    @Test func masksWholeBlocksAndLeavesOtherRows() throws {
        let layout = Layout(4, 3, 2, 1..<3)
        let weights = (1...12).map(Float.init)
        let masked = try [0.5, 0, 1].withUnsafeBufferPointer { masks in
            try written(from: weights) {
                try layout.blocks().writeMaskedWeights(of: $0, masks: masks, into: $1)
            }
        }
        #expect(masked == [1, 2, 3, 2, 0, 6, 3.5, 0, 9, 10, 11, 12])
    }

    @Test func everyWeightHasTheMaskOfItsBlock() throws {
        for layout in Self.layouts {
            let weights = SampleKind.spread.weights(count: layout.elementCount)
            let masks = SampleKind.spread.weights(count: layout.members.count, seed: 3)
            let found = try masks.withUnsafeBufferPointer { masks in
                try written(from: weights) {
                    try layout.blocks().writeMaskedWeights(of: $0, masks: masks, into: $1)
                }
            }
            var expected = weights
            for (mask, members) in zip(masks, layout.members) {
                for index in members { expected[index] = weights[index] * mask }
            }
            #expect(firstDifference(found, expected) == nil, "\(layout)")
        }
    }

    /// m and (2/τ)·m·(1 − m) are within 5u·|x| + 16u of their values (see ``SoftMaskTolerance``),
    /// the inner product and its rounding add 2u, and the two products and the sum 3u.
    @Test(arguments: [Float(1e-4), 0.01, 1])
    func gradientEqualsTheFormula(temperature: Float) throws {
        for layout in Self.layouts where layout.elementCount > 0 {
            let weights = SampleKind.spread.weights(count: layout.elementCount)
            let gradients = SampleKind.spread.weights(count: layout.elementCount, seed: 5)
            let blocks = try layout.blocks()
            let norms = try norms(weights, blocks)
            let threshold = norms.sorted()[norms.count / 2] * 0.999
            let soft = try SoftMask(threshold: threshold, temperature: temperature, threads: 1)
            let found = try norms.withUnsafeBufferPointer { norms in
                try written(from: weights, gradients) {
                    try blocks.writeGradient(
                        of: $0, outputGradient: $1, norms: norms, softMask: soft, into: $2)
                }
            }
            let reference = ReferenceSoftMask(threshold: threshold, temperature: temperature)
            for (norm, members) in zip(norms, layout.members) {
                let terms = ReferenceChannel.gradientTerms(
                    of: members.map { weights[$0] }, outputGradient: members.map { gradients[$0] },
                    norm: norm, softMask: reference, temperature: temperature)
                let relative = 0x1p-24 * (5 * min(abs(reference.exponent(norm)), 128) + 21)
                let isRight = zip(members, terms).allSatisfy { index, term in
                    abs(Double(found[index]) - (term.masked + term.shared))
                        <= (abs(term.masked) + abs(term.shared)) * relative + 0x1p-120
                }
                #expect(isRight, "\(layout) \(members)")
            }
            let others = (0..<layout.rowCount).filter { !layout.rows.contains($0) }
            for row in others {
                let range = row * layout.columnCount..<(row + 1) * layout.columnCount
                #expect(found[range] == gradients[range])
            }
        }
    }

    @Test func noResultDependsOnTheThreads() throws {
        let layout = Layout(64, 4100, 4, 0..<64)
        let weights = SampleKind.spread.weights(count: layout.elementCount)
        #expect(
            try norms(weights, layout.blocks(threads: 1))
                == norms(weights, layout.blocks(threads: 3)))
    }

    @Test func refusesWhatDoesNotFit() throws {
        func error(_ layout: Layout) -> KernelError? {
            #expect(throws: KernelError.self) { try layout.blocks() }
        }
        let all = 0...Int.max
        #expect(
            error(Layout(4, -1, 2, 0..<4))
                == .invalidDimension(found: -1, allowed: all, dimension: "column count"))
        #expect(
            error(Layout(4, 1, 0, 0..<4))
                == .invalidDimension(found: 0, allowed: 1...Int.max, dimension: "block height"))
        #expect(
            error(Layout(4, 1, 2, 0..<6))
                == .invalidDimension(found: 6, allowed: 0...4, dimension: "end of rows"))
        #expect(error(Layout(5, 1, 2, 0..<5)) == .indivisibleAxis(found: 5, groupSize: 2))
        let blocks = try Layout(2, 3, 2, 0..<2).blocks()
        #expect(throws: KernelError.wrongElementCount(found: 5, allowed: 6, buffer: "weights")) {
            try norms([1, 2, 3, 4, 5], blocks)
        }
        var short: [Float] = [0]
        #expect(throws: KernelError.wrongElementCount(found: 1, allowed: 3, buffer: "norms")) {
            try [1, 2, 3, 4, 5, 6].withUnsafeBufferPointer { weights in
                try short.withUnsafeMutableBufferPointer {
                    try blocks.writeNorms(of: weights, into: $0)
                }
            }
        }
    }
}
