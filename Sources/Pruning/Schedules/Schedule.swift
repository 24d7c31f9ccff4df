/// A point of time in a training run.
public struct TrainingMoment: Equatable, Sendable {
    /// The epoch, counted from 0.
    public let epoch: Int

    /// The step within the epoch, counted from 0.
    public let step: Int

    /// The number of steps in an epoch.
    public let stepsPerEpoch: Int

    /// Creates a moment; without a step, the beginning of the epoch.
    public init(epoch: Int, step: Int = 0, stepsPerEpoch: Int = 1) {
        self.epoch = epoch
        self.step = step
        self.stepsPerEpoch = max(stepsPerEpoch, 1)
    }

    /// The epochs that have passed, with the fraction of the current one.
    public var epochs: Double { Double(epoch) + Double(step) / Double(stepsPerEpoch) }

    /// The steps that have passed.
    public var stepIndex: Int { epoch * stepsPerEpoch + step }

    /// This moment counted from a step of an epoch of the same run; `nil` before that.
    public func since(epoch: Int, step: Int = 0) -> TrainingMoment? {
        let stepsLeft = self.step - step
        let borrowed = max(0, (stepsPerEpoch - 1 - stepsLeft) / stepsPerEpoch)
        let passed = self.epoch - epoch - borrowed
        guard passed >= 0 else { return nil }
        return TrainingMoment(
            epoch: passed, step: stepsLeft + borrowed * stepsPerEpoch,
            stepsPerEpoch: stepsPerEpoch)
    }
}

/// When, and how fast, the sparsity of every layer rises to its target.
public protocol Schedule: Sendable, CustomStringConvertible {
    /// The share of the target that is pruned, in `0...1`, at a moment counted from the start of
    /// pruning. Never falls as time goes on.
    func progress(sinceStart moment: TrainingMoment) -> Double
}
