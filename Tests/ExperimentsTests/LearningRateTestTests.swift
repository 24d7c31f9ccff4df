import Experiments
import Foundation
import Reports
import Testing

@Suite struct LearningRateTestTests {
    private static let rates = (0..<60).map { 1e-4 * pow(1.2, Double($0)) }

    @Test func suggestsATenthOfTheRateWithTheLeastLoss() throws {
        // Falls until the fortieth step and rises then.
        let losses = Self.rates.indices.map { index in
            index < 40 ? 2 - 0.04 * Double(index) : 0.4 + 0.3 * Double(index - 39)
        }
        let test = LearningRateTest(learningRates: Self.rates, losses: losses)
        let suggestion = try #require(test.suggestion)
        // Smoothing moves the least loss by some steps.
        #expect(suggestion > Self.rates[38] / 10 && suggestion < Self.rates[46] / 10)
        #expect(test.learningRates.count < losses.count)
        #expect(test.smoothedLosses.count == test.learningRates.count)
        #expect(test.chart.svg().contains("suggested"))
    }

    @Test func suggestsNothingWhereTheLossNeverFalls() {
        let losses = Self.rates.indices.map { 1 + 0.1 * Double($0) }
        #expect(LearningRateTest(learningRates: Self.rates, losses: losses).suggestion == nil)
        #expect(LearningRateTest(learningRates: Self.rates, losses: []).suggestion == nil)
    }

    @Test func endsWhereTheLossIsNoNumberAnyMore() throws {
        let runs = try SmallRuns()
        let run = try TrainingRun(
            recipe: runs.recipe, data: runs.data, folder: runs.runFolder("a"))
        let test = try run.testLearningRates(1e-4...1e30, stepCount: 40)
        #expect(test.learningRates.first == 1e-4)
        #expect(!test.losses.isEmpty && test.losses.count < 40)
        #expect(test.losses.allSatisfy { $0.isFinite })
    }
}
