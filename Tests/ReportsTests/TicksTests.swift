import Foundation
import Reports
import Testing

@Suite struct TicksTests {
    static let domains: [ClosedRange<Double>] = [
        0...1, 0...0.3, 0.7...0.95, -3.2...17, 1...30, 1e-7...3e-7, -5e8...9e9, 5...5, 0...0,
        99.9999...100, 1e20...1.00001e20, -1...(-0.25), 0...(.greatestFiniteMagnitude),
        (-.greatestFiniteMagnitude)...(.greatestFiniteMagnitude),
    ]

    @Test(arguments: domains, [1, 3, 5, 10]) func lieInsideAndIncrease(
        domain: ClosedRange<Double>, count: Int
    ) {
        let ticks = Ticks(in: domain, count: count)
        let scale = LinearScale(domain: domain, from: 0, to: 100)
        #expect(ticks.values.allSatisfy(scale.domain.contains))
        #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ticks.values.count <= count + 1)
    }

    @Test(arguments: domains, [1, 3, 5, 10]) func stepIsOneTwoOrFiveTimesAPowerOfTen(
        domain: ClosedRange<Double>, count: Int
    ) {
        let step = Ticks(in: domain, count: count).step
        let leading = step / pow(10, (log10(step) + 1e-9).rounded(.down))
        #expect([1, 2, 5].contains { abs($0 - leading) < 1e-6 })
    }

    @Test func areTheNumbersThatPeopleWrite() {
        #expect(Ticks(in: 0...0.3, count: 3).values == [0, 0.1, 0.2, 0.3])
        #expect(Ticks(in: 0...1, count: 5).values == [0, 0.2, 0.4, 0.6, 0.8, 1])
        #expect(Ticks(in: -10...10, count: 4).values == [-10, -5, 0, 5, 10])
    }

    @Test func canBeWholeNumbers() {
        #expect(Ticks(in: 1...3, count: 10, wholeNumbersOnly: true).values == [1, 2, 3])
    }
}

@Suite struct LinearScaleTests {
    @Test func mapsEndsToEnds() {
        let scale = LinearScale(domain: 2...4, from: 100, to: 0)
        #expect(scale.position(of: 2) == 100)
        #expect(scale.position(of: 3) == 50)
        #expect(scale.position(of: 4) == 0)
    }

    @Test(arguments: Samples.unusable) func hasNoPlaceForUnusableValues(value: Double) {
        #expect(LinearScale(domain: 0...1, from: 0, to: 100).position(of: value) == nil)
    }

    @Test func widensADomainWithoutLength() {
        let scale = LinearScale(domain: 5...5, from: 0, to: 100)
        #expect(scale.position(of: 5) == 50)
    }
}
