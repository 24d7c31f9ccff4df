/// The full target from the start of pruning on.
public struct OneShot: Schedule {
    /// Creates the schedule.
    public init() {}

    /// For people.
    public var description: String { "one shot, the target at once" }

    /// 1.
    public func progress(sinceStart moment: TrainingMoment) -> Double { 1 }
}

extension Schedule where Self == OneShot {
    /// The full target from the start of pruning on.
    public static var oneShot: OneShot { OneShot() }
}
