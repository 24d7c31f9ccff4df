import Foundation
import Pruning
import Testing

@Suite struct StartRuleTests {
    @Test func startsInAGivenEpoch() throws {
        var rule = try StartRule.epoch(3)
        rule.record(accuracy: 1)

        #expect(rule.startEpoch == 3)
    }

    @Test func startsAfterFiveEpochsAboveHalfOfTheBound() throws {
        var rule = try StartRule.accuracy(bound: 0.8)
        let accuracies = [0.1, 0.5, 0.6, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1]

        let starts = accuracies.map { accuracy in
            rule.record(accuracy: accuracy)
            return rule.startEpoch
        }

        #expect(starts == Array(repeating: nil, count: 8) + [9, 9])
    }

    @Test func doesNotStartOnWhatIsNotANumber() throws {
        var rule = try StartRule.accuracy(bound: 1, fraction: 0, epochs: 2)
        for accuracy in [0.5, .nan, 0.5] { rule.record(accuracy: accuracy) }

        #expect(rule.startEpoch == nil)
    }

    @Test(arguments: 0...8)
    func goesOnAfterAPause(pauseEpoch: Int) throws {
        let accuracies = [0.1, 0.6, 0.6, 0.6, 0.2, 0.6, 0.6, 0.6]
        var rule = try StartRule.accuracy(bound: 1, epochs: 3)
        var resumed = rule
        for (epoch, accuracy) in accuracies.enumerated() {
            if epoch == pauseEpoch {
                let state = try JSONEncoder().encode(resumed)
                resumed = try JSONDecoder().decode(StartRule.self, from: state)
            }
            rule.record(accuracy: accuracy)
            resumed.record(accuracy: accuracy)
            #expect(resumed == rule)
        }
        #expect(resumed.startEpoch == 4)
    }

    @Test func saysWhatIsOutOfRange() {
        expect("'start-epoch' is -1; it must be at least 0") { try .epoch(-1) }
        expect("'accuracy-bound' is 92.0; it must be above 0 and at most 1") {
            try .accuracy(bound: 92)
        }
        expect("'accuracy-fraction' is 1.0; it must be at least 0 and below 1") {
            try .accuracy(bound: 0.9, fraction: 1)
        }
        expect("'accuracy-epochs' is 0; it must be at least 1") {
            try .accuracy(bound: 0.9, epochs: 0)
        }
    }

    private func expect(_ text: String, _ make: () throws -> StartRule) {
        let error = #expect(throws: PruningError.self) { try make() }
        #expect(error?.description == text)
    }
}
