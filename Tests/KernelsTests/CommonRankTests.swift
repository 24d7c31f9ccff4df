import Kernels
import Testing

@Suite struct CommonRankTests {
    private func find(_ rank: Int, in parts: [[Float]]) throws -> Float {
        try commonMagnitude(atRank: rank) { scan in
            for part in parts { try part.withUnsafeBufferPointer(scan) }
        }
    }

    @Test(arguments: SampleKind.allCases)
    func equalsSortingOfAllTogether(kind: SampleKind) throws {
        let parts = [1_001, 0, 17, 4_095].enumerated().map { index, count in
            kind.weights(count: count, seed: UInt64(index + 1))
        }
        let sorted = parts.joined().map(\.magnitude).sorted()
        for rank in [1, 2, 18, 2_500, sorted.count - 1, sorted.count] {
            #expect(try find(rank, in: parts) == sorted[rank - 1])
        }
    }

    @Test(arguments: SampleKind.allCases) func countsBothSidesOfALimit(kind: SampleKind) throws {
        let weights = kind.weights(count: 1_025)
        for limit in [0, weights[7].magnitude, .infinity] {
            let found = weights.withUnsafeBufferPointer { countMagnitudes(of: $0, against: limit) }
            #expect(found.below == weights.count { $0.magnitude < limit })
            #expect(found.equal == weights.count { $0.magnitude == limit })
        }
    }

    /// Guesses that hit, that miss on either side, and that are no guess.
    @Test(arguments: SampleKind.allCases, [1, 2])
    func aGuessChangesNothing(kind: SampleKind, threadCount: Int) throws {
        let parts = [1_001, 0, 17, 20_000].enumerated().map { index, count in
            kind.weights(count: count, seed: UInt64(index + 1))
        }
        let sorted = parts.joined().map(\.magnitude).sorted()
        for rank in [1, 2, 18, 10_000, 20_500, sorted.count - 1, sorted.count] {
            let expected = sorted[rank - 1]
            for guess in [nil, expected, expected * 1.01, expected * 0.97, expected * 2, 0, .nan] {
                let found = try CommonRank(rank, near: guess, threads: Threads(threadCount)) {
                    scan in
                    for part in parts { try part.withUnsafeBufferPointer(scan) }
                }
                #expect(found.magnitude == expected, "\(rank) near \(guess ?? -1)")
                #expect(
                    found.counts.map(\.below)
                        == parts.map { part in part.count { $0.magnitude < expected } })
                #expect(
                    found.counts.map(\.equal)
                        == parts.map { part in part.count { $0.magnitude == expected } })
            }
        }
    }

    @Test func refusesNaNAroundAGuess() {
        #expect(throws: KernelError.notANumber(index: 1)) {
            try CommonRank(1, near: 1, threads: 1) { scan in
                for part in [[Float(1)], [1, .nan]] { try part.withUnsafeBufferPointer(scan) }
            }
        }
    }

    @Test func refusesWhatHasNoRank() {
        #expect(throws: KernelError.notANumber(index: 1)) { try find(1, in: [[0], [1, .nan]]) }
        #expect(throws: KernelError.invalidPrunedCount(found: 4, allowed: 1...3)) {
            try find(4, in: [[1, 2], [3]])
        }
        #expect(throws: KernelError.invalidPrunedCount(found: 0, allowed: 1...3)) {
            try find(0, in: [[1, 2], [3]])
        }
    }
}
