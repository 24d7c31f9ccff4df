import Layers
import Pruning
import Tensors
import Testing

@Suite struct ScheduleTests {
    static let durations = [0.3, 1, 2.5, 7, 67]

    @Test(
        arguments: [
            (0, 4, nil), (1, 0, nil), (1, 1, nil), (1, 2, (0, 0)), (1, 3, (0, 1)), (2, 1, (0, 3)),
            (2, 2, (1, 0)),
        ] as [(Int, Int, (Int, Int)?)])
    func countsFromAStep(epoch: Int, step: Int, expected: (Int, Int)?) {
        let moment = TrainingMoment(epoch: epoch, step: step, stepsPerEpoch: 4)
        let since = moment.since(epoch: 1, step: 2)
        #expect(since?.epoch == expected?.0 && since?.step == expected?.1)
    }

    /// As in loops that do not say how many steps an epoch has.
    @Test func countsEpochsWhereTheStepsOfAnEpochAreUnknown() {
        #expect(TrainingMoment(epoch: 0, step: 9).since(epoch: 1) == nil)
        let since = TrainingMoment(epoch: 3, step: 9).since(epoch: 1)
        #expect(since == TrainingMoment(epoch: 2, step: 9))
    }

    @Test(arguments: Schedules.names, durations)
    func neverFallsAndReachesTheTarget(name: String, duration: Double) throws {
        let schedule = try Schedules.named(name, durationEpochs: duration)

        let progress = moments(epochCount: 70).map { schedule.progress(sinceStart: $0) }

        #expect(zip(progress, progress.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(progress.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(progress.last == 1)
    }

    @Test(arguments: [false, true], [0.015, 0.2, 1])
    func risesLinearlyWithTheShare(isPerStep: Bool, share: Double) throws {
        let ramp = try LinearRamp(sharePerEpoch: share, isPerStep: isPerStep)

        let progress = moments(epochCount: 70).map { ramp.progress(sinceStart: $0) }

        #expect(zip(progress, progress.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(progress[3] == share)
        #expect(progress[0] == (isPerStep ? share / 4 : share))
        #expect(progress.last == 1)
    }

    @Test func reachesTheTargetOfThePaperAfter67Epochs() throws {
        let ramp = try LinearRamp()

        #expect(ramp.progress(sinceStart: TrainingMoment(epoch: 0)) == 0.015)
        #expect(ramp.progress(sinceStart: TrainingMoment(epoch: 65)) < 1)
        #expect(ramp.progress(sinceStart: TrainingMoment(epoch: 66)) == 1)
    }

    @Test func isTheCubeOfZhuAndGupta() throws {
        let ramp = try CubicRamp(durationEpochs: 2)

        #expect(ramp.progress(sinceStart: TrainingMoment(epoch: 0)) == 0)
        #expect(ramp.progress(sinceStart: moment(step: 1)) == 1 - 0.875 * 0.875 * 0.875)
        #expect(ramp.progress(sinceStart: TrainingMoment(epoch: 1)) == 0.875)
        #expect(ramp.progress(sinceStart: TrainingMoment(epoch: 2)) == 1)
    }

    @Test func isCompleteAtOnceInOneShot() {
        #expect(OneShot().progress(sinceStart: TrainingMoment(epoch: 0)) == 1)
    }

    @Test func isConstantFromTheStart() throws {
        let schedule = try Schedules.named("constant", durationEpochs: 3)

        #expect(moments(epochCount: 4).allSatisfy { schedule.progress(sinceStart: $0) == 1 })
        #expect(schedule.description == "constant, the target all the time")
    }

    @Test func theMasksChangeUnderAConstantSparsity() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(StraightThrough(), schedule: .constant)
        try pruner.advance(to: TrainingMoment(epoch: 0))
        #expect(try network.weight.effective.values() == [0, -4, 3, 0])
        try network.set([5, -4, 3, 2])
        try pruner.advance(to: TrainingMoment(epoch: 0, step: 1, stepsPerEpoch: 4))
        #expect(try network.weight.effective.values() == [5, -4, 0, 0])
    }

    @Test func aShortRampRisesWithEveryStep() throws {
        let ramp = try Schedules.named("linear", durationEpochs: 0.5, isPerStep: true)

        #expect(moments(epochCount: 1).map { ramp.progress(sinceStart: $0) } == [0.5, 1, 1, 1])
        #expect(ramp.description == "linear, 2.0 of the target per epoch, rising every step")
    }

    @Test func aShortRampInEpochsIsASingleStep() throws {
        let ramp = try Schedules.named("linear", durationEpochs: 0.5)

        #expect(ramp.progress(sinceStart: TrainingMoment(epoch: 0)) == 1)
    }

    @Test(arguments: [0, -1, .nan, .infinity])
    func refusesADuration(duration: Double) {
        let text = "'duration-epochs' is \(duration); it must be a finite number above 0"
        for name in Schedules.names {
            let error = #expect(throws: PruningError.self) {
                try Schedules.named(name, durationEpochs: duration)
            }
            #expect(error?.description == text)
        }
        let error = #expect(throws: PruningError.self) { try CubicRamp(durationEpochs: duration) }
        #expect(error?.description == text)
    }

    @Test(arguments: [0, 1.5, .nan])
    func refusesAShare(share: Double) {
        let error = #expect(throws: PruningError.self) { try LinearRamp(sharePerEpoch: share) }
        #expect(
            error?.description
                == "'share-per-epoch' is \(share); it must be above 0 and at most 1")
    }

    @Test(arguments: [0, -1, .nan, .infinity])
    func refusesAShareOfARampInSteps(share: Double) {
        let error = #expect(throws: PruningError.self) {
            try LinearRamp(sharePerEpoch: share, isPerStep: true)
        }
        #expect(
            error?.description
                == "'share-per-epoch' is \(share); it must be a finite number above 0")
    }

    @Test func refusesAnUnknownName() {
        let error = #expect(throws: PruningError.self) {
            try Schedules.named("exponential", durationEpochs: 1)
        }
        #expect(
            error?.description
                == "there is no schedule 'exponential'; "
                + "it must be one of linear, cubic, one-shot, constant")
    }

    private func moment(step: Int) -> TrainingMoment {
        TrainingMoment(epoch: step / 4, step: step % 4, stepsPerEpoch: 4)
    }

    /// Four steps an epoch.
    private func moments(epochCount: Int) -> [TrainingMoment] {
        (0..<epochCount * 4).map(moment(step:))
    }
}
