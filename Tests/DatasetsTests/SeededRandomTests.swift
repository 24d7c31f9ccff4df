import Datasets
import Testing

@Suite struct SeededRandomTests {
    @Test func repeatsItself() {
        var first = SeededRandom(seed: 3, stream: 1, 4)
        var second = SeededRandom(seed: 3, stream: 1, 4)
        for _ in 0..<100 { #expect(first.next() == second.next()) }
    }

    /// The numbers were computed from the formulas of the documentation with Python's integers.
    @Test func followsItsDocumentedFormulas() {
        var random = SeededRandom(seed: 42, stream: 7, 9)
        #expect(random.next() == 0xA824_A7BE_D2CA_B579)
        #expect(random.next() == 0x00D1_8FBB_D575_98AC)
        #expect(random.next() == 0x8832_6EDE_3CE4_7574)
    }

    @Test func everyArgumentChangesTheStream() {
        var generators = [
            SeededRandom(seed: 1), SeededRandom(seed: 2), SeededRandom(seed: 1, stream: 0),
            SeededRandom(seed: 1, stream: 1), SeededRandom(seed: 2, stream: 2),
            SeededRandom(seed: 1, stream: 0, 1), SeededRandom(seed: 1, stream: 1, 0),
        ]
        let firstNumbers = Set(generators.indices.map { generators[$0].next() })
        #expect(firstNumbers.count == generators.count)
    }

    @Test func integersAreEquallyLikely() {
        var random = SeededRandom(seed: 5)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[random.integer(below: 7)] += 1 }
        // Five deviations of a binomial count with mean 10,000.
        #expect(counts.allSatisfy { abs($0 - 10_000) < 470 })
    }

    @Test func uniformNumbersStayInTheirRange() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<10_000 { #expect((-2...3).contains(random.uniform(in: -2...3))) }
    }

    @Test func roughlyNormalNumbersHaveMeanZeroAndDeviationOne() {
        var random = SeededRandom(seed: 8)
        let numbers = (0..<100_000).map { _ in Double(random.roughlyNormal()) }
        let mean = numbers.reduce(0, +) / 100_000
        let variance = numbers.reduce(0) { $0 + $1 * $1 } / 100_000
        // Five deviations of the mean and of the variance of 100,000 normal numbers.
        #expect(abs(mean) < 0.016)
        #expect(abs(variance - 1) < 0.023)
    }

    @Test(arguments: [0, 1, 2, 100]) func permutationHoldsEveryNumberOnce(count: Int) {
        var random = SeededRandom(seed: 1)
        #expect(random.permutation(count: count).sorted() == Array(0..<count))
    }
}
