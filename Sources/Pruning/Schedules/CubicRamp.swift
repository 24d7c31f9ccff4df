/// The ramp of Zhu and Gupta: steep at first, while there is much to prune, and flat in the end,
/// p(e) = 1 − (1 − e/d)³ for e epochs since the start and a duration of d epochs.
///
/// Source: Zhu and Gupta, "To prune, or not to prune", 2017, arXiv:1710.01878, section 3, with
/// initial sparsity 0 and a change at every step.
public struct CubicRamp: Schedule {
    /// *d*, the epochs until the target is reached; may be a fraction.
    public let durationEpochs: Double

    /// Creates a ramp.
    ///
    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)`` if `durationEpochs` is not a
    ///   finite number above 0.
    public init(durationEpochs: Double) throws {
        try Schedules.checkDuration(durationEpochs)
        self.durationEpochs = durationEpochs
    }

    /// For people.
    public var description: String { "cubic, the target after \(durationEpochs) epochs" }

    /// 1 − (1 − e/d)³, which is 0 at the first step.
    public func progress(sinceStart moment: TrainingMoment) -> Double {
        let remaining = 1 - min(1, moment.epochs / durationEpochs)
        return 1 - remaining * remaining * remaining
    }
}
