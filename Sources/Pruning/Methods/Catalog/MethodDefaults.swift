/// How a method is run where nothing else is said: as its authors do, with names as in recipes.
public struct MethodDefaults: Equatable, Sendable {
    /// The name of the schedule.
    public var schedule = "cubic"

    /// The name of the allocation.
    public var allocation = "global"

    /// When the zeros are shared out again.
    public var reallocation = Reallocation.never

    /// Whether pruning begins with the run, not after an epoch of dense training.
    public var startsAtOnce = false

    /// The share of the run from the start of pruning to the full sparsity.
    public var rampShare = 0.5

    /// Whether the masks are fixed in the last third of the run.
    public var fixesMasks = false

    /// A cubic ramp over half of the run after one dense epoch, with zeros shared out by magnitude.
    public init() {}

    init(
        schedule: String = "cubic", allocation: String = "global",
        reallocation: Reallocation = .never, startsAtOnce: Bool = false, rampShare: Double = 0.5,
        fixesMasks: Bool = false
    ) {
        self.schedule = schedule
        self.allocation = allocation
        self.reallocation = reallocation
        self.startsAtOnce = startsAtOnce
        self.rampShare = rampShare
        self.fixesMasks = fixesMasks
    }
}
