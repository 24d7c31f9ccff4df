import Foundation
import Optimization
import Testing

@Suite struct LearningRateScheduleTests {
    /// A few roundings of numbers below 1.
    let bound = 4 * 0x1p-52

    private func schedule(
        _ shape: LearningRateSchedule.Shape, warmUpEpochs: Double = 0, stepEpochs: Double = 30
    ) -> LearningRateSchedule {
        var schedule = LearningRateSchedule()
        schedule.shape = shape
        schedule.warmUpEpochs = warmUpEpochs
        schedule.stepEpochs = stepEpochs
        return schedule
    }

    @Test func cosineFallsFromOneToZero() {
        let cosine = schedule(.cosine)
        let known = [(0.0, 1.0), (2.5, (1 + 0.5.squareRoot()) / 2), (5, 0.5), (10, 0), (11, 0)]
        for (epochs, factor) in known {
            #expect(abs(cosine.factor(after: epochs, of: 10) - factor) < bound)
        }
    }

    @Test func cosineIsSymmetricAroundItsMiddle() {
        let cosine = schedule(.cosine, warmUpEpochs: 2)
        for passed in stride(from: 0.0, through: 4, by: 0.25) {
            let early = cosine.factor(after: 2 + passed, of: 10)
            let late = cosine.factor(after: 10 - passed, of: 10)
            #expect(abs(early + late - 1) < bound)
        }
    }

    @Test func lineFallsFromOneToZeroAfterTheWarmUp() {
        let line = schedule(.linear, warmUpEpochs: 2)
        let known = [(0.0, 0.0), (1, 0.5), (2, 1), (4, 0.75), (10, 0), (11, 0)]
        for (epochs, factor) in known {
            #expect(abs(line.factor(after: epochs, of: 10) - factor) < bound)
        }
    }

    @Test func dropsAfterEveryStep() {
        let step = schedule(.step, stepEpochs: 2)
        let factors = [0, 1.9, 2, 3.9, 4].map { step.factor(after: $0, of: 10) }
        #expect(factors == [1, 1, 0.1, 0.1, pow(0.1, 2)])
    }

    @Test func constantStaysOne() {
        #expect(schedule(.constant).factor(after: 3, of: 4) == 1)
    }

    @Test(arguments: LearningRateSchedule.Shape.allCases)
    func warmsUpAlongALine(shape: LearningRateSchedule.Shape) {
        let warm = schedule(shape, warmUpEpochs: 4)
        let factors = [0, 1, 2, 3].map { warm.factor(after: $0, of: 10) }
        #expect(factors == [0, 0.25, 0.5, 0.75])
        #expect(warm.factor(after: 4, of: 10) == 1)
    }

    @Test(arguments: LearningRateSchedule.Shape.allCases, [0.0, 0.3, 4, 5, 9])
    func staysBetweenZeroAndOneAndNeverRisesAgain(
        shape: LearningRateSchedule.Shape, warmUpEpochs: Double
    ) {
        let schedule = schedule(shape, warmUpEpochs: warmUpEpochs, stepEpochs: 1.5)
        var last = 1.0
        for epochs in stride(from: 0.0, through: 6, by: 0.01) {
            let factor = schedule.factor(after: epochs, of: 5)
            #expect((0...1).contains(factor))
            if epochs >= warmUpEpochs {
                #expect(factor <= last)
                last = factor
            }
        }
    }
}
