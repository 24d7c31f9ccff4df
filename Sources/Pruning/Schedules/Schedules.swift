/// The schedules of this package by their names in recipes and files.
public enum Schedules {
    /// What ``named(_:durationEpochs:)`` takes.
    public static let names = ["linear", "cubic", "one-shot", "constant"]

    /// Returns the schedule called `name` that reaches the target after `durationEpochs`.
    ///
    /// The linear one rises at the beginning of each epoch, by 1 / `durationEpochs` as in the PDP
    /// paper; of a duration below one epoch it makes a single step. The duration means nothing to
    /// the one-shot and the constant one.
    ///
    /// - Parameters:
    ///   - name: One of ``names``.
    ///   - durationEpochs: The epochs from the start of pruning to the target.
    ///   - isPerStep: Whether the linear one rises with every step instead; the cubic one always
    ///     does.
    /// - Returns: The schedule.
    /// - Throws: ``PruningError/unknownName(_:kind:known:)``, or
    ///   ``PruningError/invalidSetting(name:found:allowed:)`` if the duration is not a finite number
    ///   above 0.
    public static func named(
        _ name: String, durationEpochs: Double, isPerStep: Bool = false
    ) throws -> any Schedule {
        try checkDuration(durationEpochs)
        switch name {
        case "linear":
            let share = 1 / durationEpochs
            return try LinearRamp(
                sharePerEpoch: isPerStep ? share : min(1, share), isPerStep: isPerStep)
        case "cubic": return try CubicRamp(durationEpochs: durationEpochs)
        case "one-shot": return OneShot()
        case "constant": return ConstantSparsity()
        default: throw PruningError.unknownName(name, kind: "schedule", known: names)
        }
    }

    static func checkDuration(_ epochs: Double) throws {
        guard epochs > 0, epochs.isFinite else {
            throw PruningError.invalidSetting(
                name: "duration-epochs", found: "\(epochs)", allowed: "a finite number above 0")
        }
    }
}
