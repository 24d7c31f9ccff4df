public import Optimization

/// How the learning rate changes over a run.
public struct ScheduleRecipe: Equatable, Sendable {
    /// The shape of the curve after the warm-up.
    public var shape = LearningRateSchedule.Shape.cosine

    /// How long the rate rises linearly from 0.
    public var warmUp = RunTime.epochs(0)

    /// The time between two drops of the shape `step`.
    public var stepLength = RunTime.epochs(30)

    /// What a drop multiplies the rate by.
    public var stepFactor = 0.1

    /// A cosine without warm-up.
    public init() {}

    /// The schedule of a run of `epochCount` epochs with `stepsPerEpoch`.
    public func schedule(epochCount: Int, stepsPerEpoch: Int) -> LearningRateSchedule {
        var schedule = LearningRateSchedule()
        schedule.shape = shape
        schedule.warmUpEpochs = warmUp.epochs(of: epochCount, stepsPerEpoch: stepsPerEpoch)
        schedule.stepEpochs = stepLength.epochs(of: epochCount, stepsPerEpoch: stepsPerEpoch)
        schedule.stepFactor = stepFactor
        return schedule
    }
}
