import Kernels
import Pruning
import Tensors
import Testing

/// Hard masks by the kernels against those by a sort, which double precision takes.
@Suite(.enabled(if: ProcessorFeatures.supportsVectorKernels, "the processor has no vector kernels"))
struct FusedHardMaskTests {
    static let sizes = [0, 1, 7, 8, 9, 63, 64, 65, 1000, 5000]

    enum Scores: CaseIterable {
        case magnitudes, ties, equal, zeros, signed, signedTies, negative

        func elements(_ count: Int) -> [Float] {
            var random = RandomWeights(seed: UInt64(count))
            let spread = random.elements(count)
            return switch self {
            case .magnitudes: spread.map(abs)
            case .ties: spread.map { abs(($0 * 4).rounded()) }
            case .equal: spread.map { _ in 0.5 }
            case .zeros: spread.indices.map { $0.isMultiple(of: 2) ? -0.0 : 0 }
            case .signed: spread
            case .signedTies: spread.map { ($0 * 4).rounded() }
            case .negative: spread.map { -abs($0) - 1 }
            }
        }
    }

    @Test(arguments: sizes, Scores.allCases)
    func equalsTheSort(size: Int, scores: Scores) throws {
        let row = try Tensor(scores.elements(size), shape: [1, size])
        for prunedCount in Set([0, min(1, size), size / 2, size * 9 / 10, size]) {
            try expectEqual(row, prunedCount)
        }
    }

    @Test(arguments: [1, 2, 4, 5, 8, 64, 65], Scores.allCases)
    func equalsTheSortInGroups(size: Int, scores: Scores) throws {
        for groupCount in [1, 15, 16, 17, 100] {
            let groups = try Tensor(scores.elements(groupCount * size), shape: [groupCount, size])
            for prunedCount in Set([0, 1, size / 2, size]) { try expectEqual(groups, prunedCount) }
        }
    }

    @Test func whatIsNoNumberIsTheLargest() throws {
        let row = try Tensor([1, .nan, 3, .infinity] as [Float], shape: [1, 4])
        #expect(try hardMask(of: row, prunedCount: 3).values() == [0, 1, 0, 0])
    }

    private func expectEqual(_ scores: Tensor, _ prunedCount: Int) throws {
        let fast = try hardMask(of: scores, prunedCount: prunedCount)
        let sorted = try hardMask(of: scores.converted(to: .float64), prunedCount: prunedCount)
        #expect(fast.shape == scores.shape)
        #expect(
            try fast.values() == sorted.converted(to: .float32).values(),
            "\(scores.shape) \(prunedCount)")
    }
}
