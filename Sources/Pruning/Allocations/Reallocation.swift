/// When the zeros are shared out among the layers again, after pruning has started.
public enum Reallocation: String, CaseIterable, Sendable {
    /// Never: the layers keep the shares of the weights as they were when pruning started, as in the PDP
    /// paper.
    case never

    /// At the beginning of every epoch, for the sparsity at its end.
    case epoch

    /// Before every step, for the sparsity of that step: what is pruned is below one threshold for all
    /// layers, as in Feather.
    case step

    /// Whether they are at a moment counted from the start of pruning.
    func isDue(at sinceStart: TrainingMoment) -> Bool {
        switch self {
        case .never: false
        case .epoch: sinceStart.step == 0
        case .step: true
        }
    }

    /// The share of all zeros that are shared out at, or before, a moment counted from the start of
    /// pruning.
    func share(at sinceStart: TrainingMoment, of schedule: any Schedule) -> Double {
        switch self {
        case .never: 1
        case .epoch:
            schedule.progress(
                sinceStart: TrainingMoment(
                    epoch: sinceStart.epoch + 1, stepsPerEpoch: sinceStart.stepsPerEpoch))
        case .step: schedule.progress(sinceStart: sinceStart)
        }
    }
}
