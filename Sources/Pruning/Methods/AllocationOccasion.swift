/// When the zeros may be shared out among the layers again.
public enum AllocationOccasion: Equatable, Sendable {
    /// Before a step.
    case step(TrainingMoment)

    /// Before hardening.
    case hardening
}
