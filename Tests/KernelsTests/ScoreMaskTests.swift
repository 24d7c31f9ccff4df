import Kernels
import Testing

@Suite struct ScoreMaskTests {
    private func mask(_ scores: [Float], _ prunedCount: Int) throws -> [Float] {
        try written(from: scores) {
            try writeMask(ofLowest: prunedCount, among: $0, into: $1, threads: 2)
        }
    }

    /// The first `prunedCount` scores of a stable sort.
    private func reference(_ scores: [Float], _ prunedCount: Int) -> [Float] {
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        var mask = [Float](repeating: 1, count: scores.count)
        for index in order.prefix(prunedCount) { mask[index] = 0 }
        return mask
    }

    @Test(arguments: SampleKind.allCases)
    func prunesTheFirstOfAStableSort(kind: SampleKind) throws {
        for count in tailCounts {
            let signed = kind.weights(count: count)
            for scores in [signed, signed.map { $0.magnitude }, signed.map { -$0.magnitude }] {
                let negativeCount = scores.count { $0 < 0 }
                let found = scores.withUnsafeBufferPointer(countNegative)
                #expect(found == negativeCount)
                for prunedCount in Set([0, count / 3, negativeCount, count * 9 / 10, count]) {
                    let place = try firstDifference(
                        mask(scores, prunedCount), reference(scores, prunedCount))
                    #expect(place == nil, "\(count) \(prunedCount)")
                }
            }
        }
    }

    @Test func prunesTheLowerIndexOfEqualScores() throws {
        #expect(try mask([2, -1, 0, -1, -0.0], 1) == [1, 0, 1, 1, 1])
        #expect(try mask([2, -1, 0, -1, -0.0], 3) == [1, 0, 0, 0, 1])
    }

    @Test func hasAnOrderForInfinities() throws {
        let scores: [Float] = [.infinity, -3, -.infinity, 5]
        #expect(try (1...3).map { try mask(scores, $0) } == (1...3).map { reference(scores, $0) })
    }

    @Test(arguments: [0, 1, 3, 4])
    func refusesWhatIsNoNumber(prunedCount: Int) {
        for scores in [[1, -1, -2, .nan], [1, 1, 2, -.nan]] as [[Float]] {
            #expect(throws: KernelError.notANumber(index: 3)) { try mask(scores, prunedCount) }
        }
    }

    @Test func refusesAnImpossibleCount() {
        #expect(throws: KernelError.invalidPrunedCount(found: 3, allowed: 0...2)) {
            try mask([1, -2], 3)
        }
    }
}
