import Kernels
import TestSupport
import Testing

@Suite struct MagnitudeSelectionTests {
    private func select(
        _ weights: [Float], _ prunedCount: Int, threads: Threads = 2
    ) throws -> MagnitudeSelection {
        try weights.withUnsafeBufferPointer {
            try MagnitudeSelection(of: $0, prunedCount: prunedCount, threads: threads)
        }
    }

    private func ranks(of count: Int) -> Set<Int> {
        Set([0, 1, count / 10, count / 2, count * 9 / 10, count - 1, count]).filter {
            (0...count).contains($0)
        }
    }

    @Test(arguments: SampleKind.allCases)
    func equalsSortingForEveryTail(kind: SampleKind) throws {
        for count in tailCounts {
            let weights = kind.weights(count: count)
            for prunedCount in ranks(of: count) {
                let found = try select(weights, prunedCount)
                let expected = referenceMagnitudes(of: weights, prunedCount: prunedCount)
                #expect(found.largestPruned == expected.largestPruned, "\(count) \(prunedCount)")
                #expect(found.smallestKept == expected.smallestKept, "\(count) \(prunedCount)")
                #expect(found.threshold == expected.threshold, "\(count) \(prunedCount)")
            }
        }
    }

    @Test(arguments: [UInt64(11), 12, 13])
    func equalsSortingForRandomCounts(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<randomRoundCount {
            let count = Int.random(in: 1...9_000, using: &generator)
            let prunedCount = Int.random(in: 0...count, using: &generator)
            let kind = SampleKind.allCases.randomElement(using: &generator) ?? .spread
            let weights = kind.weights(count: count, seed: seed)
            let expected = referenceMagnitudes(of: weights, prunedCount: prunedCount)
            let found = try select(weights, prunedCount)
            #expect(found.largestPruned == expected.largestPruned)
            #expect(found.smallestKept == expected.smallestKept)
        }
    }

    @Test func survivesAMissedBracket() throws {
        // Every 250th weight differs: a sample of 1 in 125 sees the wrong share of them.
        let weights = (0..<250_000).map { index -> Float in
            let isRare = index % 250 == 17
            return Float(isRare ? 1 + index : index % 7)
        }
        for prunedCount in [248_999, 249_000, 249_001, 35_714, 35_715] {
            let expected = referenceMagnitudes(of: weights, prunedCount: prunedCount)
            let found = try select(weights, prunedCount)
            #expect(found.largestPruned == expected.largestPruned)
            #expect(found.smallestKept == expected.smallestKept)
        }
    }

    @Test(arguments: SampleKind.allCases) func doesNotDependOnTheGuess(kind: SampleKind) throws {
        for count in [1_000, 1_025, 9_001, tailCounts.last ?? 0] {
            let weights = kind.weights(count: count)
            for prunedCount in ranks(of: count) {
                let found = try select(weights, prunedCount)
                let near = found.threshold
                let guesses = [
                    near, near.nextUp, near * 1.01, near * 0.98, near * 2, 0, -1, .nan, .infinity,
                    .leastNormalMagnitude, .greatestFiniteMagnitude,
                ]
                for guess in guesses {
                    let again = try weights.withUnsafeBufferPointer {
                        try MagnitudeSelection(
                            of: $0, prunedCount: prunedCount, near: guess, threads: 2)
                    }
                    #expect(again == found, "\(count) \(prunedCount) \(guess)")
                }
            }
        }
    }

    @Test func doesNotDependOnThreads() throws {
        let weights = SampleKind.spread.weights(count: 200_001)
        let alone = try select(weights, 150_000, threads: 1)
        for threadCount in [0, 2, 3, 5] {
            #expect(try select(weights, 150_000, threads: Threads(threadCount)) == alone)
        }
    }

    @Test(arguments: [5, 1000, 5_000, 100_003])
    func namesTheFirstNotANumber(count: Int) {
        var weights = SampleKind.spread.weights(count: count)
        weights[count - 1] = .nan
        weights[count / 2] = -.nan
        #expect(throws: KernelError.notANumber(index: count / 2)) { try select(weights, count / 3) }
    }

    @Test(arguments: [5, 1000, 5_000, 100_003], [Float.nan, .infinity, -.infinity])
    func namesTheFirstThatIsNotFinite(count: Int, value: Float) throws {
        var weights = SampleKind.spread.weights(count: count)
        weights[count - 1] = value
        weights[count / 2] = value
        for prunedCount in [0, count / 3, count] {
            #expect(throws: KernelError.notFinite(index: count / 2)) {
                try weights.withUnsafeBufferPointer {
                    try MagnitudeSelection(
                        of: $0, prunedCount: prunedCount, threads: 2, requiresFinite: true)
                }
            }
        }
    }

    @Test func averagesWithoutOverflow() throws {
        let large = Float.greatestFiniteMagnitude
        #expect(try select([large, -large], 1).threshold == large)
    }

    @Test(arguments: [-1, 4])
    func refusesAnImpossibleCount(prunedCount: Int) {
        #expect(throws: KernelError.invalidPrunedCount(found: prunedCount, allowed: 0...3)) {
            try select([1, 2, 3], prunedCount)
        }
    }
}
