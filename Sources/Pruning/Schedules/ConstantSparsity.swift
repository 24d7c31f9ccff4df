/// The same sparsity in every step from the start of pruning on, while the masks go on changing.
///
/// The numbers are those of ``OneShot``; the name is for methods that choose their masks in every step,
/// or exchange weights, and would be misread as pruning once: ``StraightThrough``, ``SRSTE``,
/// ``RigL`` and ``PDP``.
public struct ConstantSparsity: Schedule {
    /// Creates the schedule.
    public init() {}

    /// For people.
    public var description: String { "constant, the target all the time" }

    /// 1.
    public func progress(sinceStart moment: TrainingMoment) -> Double { 1 }
}

extension Schedule where Self == ConstantSparsity {
    /// The same sparsity in every step from the start of pruning on.
    public static var constant: ConstantSparsity { ConstantSparsity() }
}
