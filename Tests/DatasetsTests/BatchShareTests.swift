import Datasets
import Testing

@Suite struct BatchShareTests {
    @Test(arguments: [1, 2, 3, 7], 0...20)
    func everyExampleIsCountedOnce(shareCount: Int, exampleCount: Int) {
        let shares = (0..<shareCount).map { BatchShare($0, of: shareCount) }
        let counted = shares.filter { $0.isCounted(in: exampleCount) }
            .flatMap { $0.places(in: exampleCount) }
        #expect(counted == Array(0..<exampleCount))
        let counts = shares.map { $0.places(in: exampleCount).count }
        #expect(counts.min() == shares[0].smallestCount(in: exampleCount))
        if exampleCount >= shareCount {
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        } else {
            #expect(Set(counts) == [exampleCount])
        }
    }

    @Test func theWholeIsOneShare() {
        #expect(BatchShare.whole.places(in: 5) == 0..<5)
        #expect(BatchShare.whole.isCounted(in: 5))
    }
}
