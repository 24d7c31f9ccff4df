import Kernels
import Testing

@Suite struct HardMaskTests {
    private func masks(
        _ weights: [Float], _ prunedCount: Int, threads: Threads = 2
    ) throws -> (mask: [Float], weights: [Float]) {
        let hard = try weights.withUnsafeBufferPointer {
            try HardMask(of: $0, prunedCount: prunedCount, threads: threads)
        }
        return (
            try written(from: weights) { try hard.writeMask(of: $0, into: $1) },
            try written(from: weights) { try hard.writeMaskedWeights(of: $0, into: $1) }
        )
    }

    @Test(arguments: SampleKind.allCases)
    func prunesTheFirstOfAStableSort(kind: SampleKind) throws {
        for count in tailCounts {
            let weights = kind.weights(count: count)
            for prunedCount in Set([0, count / 3, count * 9 / 10, count]) {
                let found = try masks(weights, prunedCount)
                let expected = referenceHardMask(of: weights, prunedCount: prunedCount)
                #expect(firstDifference(found.mask, expected) == nil, "\(count) \(prunedCount)")
                let kept = zip(weights, expected).map { $1 == 0 ? 0 : $0 }
                #expect(firstDifference(found.weights, kept) == nil, "\(count) \(prunedCount)")
            }
        }
    }

    @Test func prunesTheLowerIndexOfEqualMagnitudes() throws {
        #expect(try masks([2, -1, 1, -1, 3], 2).mask == [1, 0, 0, 1, 1])
    }

    @Test(arguments: [1, 2, 3, 7])
    func splitsTiesOfSeveralThreadsAtTheSameIndex(threadCount: Int) throws {
        let weights = [Float](repeating: 0.5, count: 300_000)
        let mask = try masks(weights, 222_222, threads: Threads(threadCount)).mask
        #expect(mask.firstIndex(of: 1) == 222_222)
        #expect(mask.lastIndex(of: 0) == 222_221)
    }

    @Test func namesTheFirstNotANumber() {
        #expect(throws: KernelError.notANumber(index: 1)) { try masks([1, .nan, .nan], 1) }
    }

    @Test func refusesAnotherCount() throws {
        let hard = try [1, 2].withUnsafeBufferPointer {
            try HardMask(of: $0, prunedCount: 1, threads: 1)
        }
        let error = KernelError.wrongElementCount(found: 1, allowed: 2, buffer: "mask")
        #expect(throws: error) {
            _ = try written(from: [1, 2]) {
                try hard.writeMask(of: $0, into: .init(rebasing: $1[..<1]))
            }
        }
    }
}
