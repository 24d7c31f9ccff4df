import Foundation
import Pruning
import Testing

@Suite struct StartRuleTests {
    @Test func startsInAGivenEpoch() throws {
        var rule = StartRule.epoch(3)
        rule.record(["accuracy": 1])

        #expect(rule.startEpoch == 3)
    }

    @Test func startsAfterFiveEpochsAboveHalfOfTheBound() throws {
        var rule = try StartRule.metric(MetricStart(bound: 0.8))
        let accuracies = [0.1, 0.5, 0.6, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1]

        let starts = accuracies.map { accuracy in
            rule.record(["accuracy": accuracy])
            return rule.startEpoch
        }

        #expect(starts == Array(repeating: nil, count: 8) + [9, 9])
    }

    @Test func doesNotStartOnWhatIsNotANumber() throws {
        var rule = try StartRule.metric(MetricStart(bound: 1, fraction: 0, epochs: 2))
        for accuracy in [0.5, .nan, 0.5] { rule.record(["accuracy": accuracy]) }

        #expect(rule.startEpoch == nil)
    }

    @Test(arguments: 0...8)
    func goesOnAfterAPause(pauseEpoch: Int) throws {
        let accuracies = [0.1, 0.6, 0.6, 0.6, 0.2, 0.6, 0.6, 0.6]
        var rule = try StartRule.metric(MetricStart(bound: 1, epochs: 3))
        var resumed = rule
        for (epoch, accuracy) in accuracies.enumerated() {
            if epoch == pauseEpoch {
                let state = try JSONEncoder().encode(resumed)
                resumed = try JSONDecoder().decode(StartRule.self, from: state)
            }
            rule.record(["accuracy": accuracy])
            resumed.record(["accuracy": accuracy])
            #expect(resumed == rule)
        }
        #expect(resumed.startEpoch == 4)
    }

    /// An error that is to fall below twice the least one.
    @Test func startsBelowTheBoundWhereLessIsBetter() throws {
        var rule = try StartRule.metric(
            MetricStart(
                metric: "error", bound: 0.25, epochs: 2, largest: .infinity, isBetterLarger: false))
        let starts = [0.75, 0.5, 0.4, 0.6, 0.25, 0.1, 9].map { error in
            rule.record(["error": error, "accuracy": 1])
            return rule.startEpoch
        }

        #expect(starts == [nil, nil, nil, nil, nil, 6, 6])
    }

    @Test(arguments: [true, false]) func doesNotStartOnAMetricThatIsMissing(
        isBetterLarger: Bool
    ) throws {
        var rule = try StartRule.metric(
            MetricStart(metric: "f1", bound: 1, epochs: 1, isBetterLarger: isBetterLarger))
        rule.record(["accuracy": 1])

        #expect(rule.startEpoch == nil)
    }

    @Test func saysWhatIsOutOfRange() {
        expect("'accuracy-bound' is 92.0; it must be above 0 and at most 1") {
            try MetricStart(bound: 92)
        }
        expect("'accuracy-fraction' is 1.0; it must be at least 0 and below 1") {
            try MetricStart(bound: 0.9, fraction: 1)
        }
        expect("'accuracy-epochs' is 0; it must be at least 1") {
            try MetricStart(bound: 0.9, epochs: 0)
        }
        expect("'error-bound' is inf; it must be above 0") {
            try MetricStart(metric: "error", bound: .infinity, largest: .infinity)
        }
        expect("'error-fraction' is 0.0; it must be above 0 and below 1") {
            try MetricStart(metric: "error", bound: 1, fraction: 0, isBetterLarger: false)
        }
    }

    private func expect(_ text: String, _ make: () throws -> MetricStart) {
        let error = #expect(throws: PruningError.self) { try make() }
        #expect(error?.description == text)
    }
}
