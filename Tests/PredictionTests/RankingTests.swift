import Prediction
import Testing

@Suite struct RankingTests {
    @Test func logitsBecomeShares() {
        let ranked = RankedClass.ranking(
            [1, 1000, 998], names: ["a", "b", "c"], areProbabilities: false)
        #expect(ranked.map(\.name) == ["b", "c", "a"] && ranked.map(\.index) == [1, 2, 0])
        #expect(abs(ranked[0].probability - 0.880_797_077_977_882_3) < 1e-15)
        #expect(abs(ranked.reduce(0) { $0 + $1.probability } - 1) < 1e-15)
    }

    @Test func sharesStayAndEqualOnesKeepTheirOrder() {
        let ranked = RankedClass.ranking(
            [0.25, 0.5, 0.25], names: ["a", "b", "c"], areProbabilities: true)
        #expect(ranked.map(\.name) == ["b", "a", "c"])
        #expect(ranked.map(\.probability) == [0.5, 0.25, 0.25])
    }
}
