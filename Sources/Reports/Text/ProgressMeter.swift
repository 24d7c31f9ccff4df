/// Estimates the rate of a long run, and the time until it ends, from its latest steps.
///
/// The rate is taken over a window of recent time, so a run that speeds up or slows down (soft
/// masks cost time, validation pauses) is followed within that window.
public struct ProgressMeter<Time: Clock> where Time.Duration == Duration {
    /// The number of steps of the whole run.
    public let stepCount: Int
    /// The number of steps done.
    public private(set) var completed: Int

    private let clock: Time
    private let window: Duration
    private let start: Time.Instant
    private var samples: [(instant: Time.Instant, completed: Int)]

    /// Starts to measure now.
    ///
    /// - Parameters:
    ///   - stepCount: The number of steps of the whole run.
    ///   - completed: The steps done by an earlier part of the run that is resumed; they count as
    ///     done but say nothing about the rate.
    ///   - window: How far back the rate looks.
    ///   - clock: What tells the time; tests pass one that they turn by hand.
    public init(
        stepCount: Int, completed: Int = 0, window: Duration = .seconds(60), clock: Time
    ) {
        self.stepCount = stepCount
        self.completed = completed
        self.window = window
        self.clock = clock
        start = clock.now
        samples = [(clock.now, completed)]
    }

    /// Notes that `completed` steps of the run are done by now.
    ///
    /// - Complexity: Amortized O(1); at most about 256 samples are kept whatever the pace.
    public mutating func record(completed: Int) {
        self.completed = completed
        let now = clock.now
        // The latest sample moves along until it has left the one before by a share of the window.
        if samples.count > 1,
            samples[samples.count - 2].instant.duration(to: now) < window / Self.resolution
        {
            samples[samples.count - 1] = (now, completed)
        } else {
            samples.append((now, completed))
        }
        let firstInside = samples.firstIndex { $0.instant.duration(to: now) <= window } ?? 0
        samples.removeFirst(max(0, min(firstInside - 1, samples.count - 2)))
    }

    /// The time since the meter was made.
    public var elapsed: Duration { start.duration(to: clock.now) }

    /// Steps per second over the window; `nil` until a step has taken measurable time.
    public var stepsPerSecond: Double? {
        guard let first = samples.first, let last = samples.last else { return nil }
        let seconds = first.instant.duration(to: last.instant) / .seconds(1)
        let steps = last.completed - first.completed
        return seconds > 0 && steps > 0 ? Double(steps) / seconds : nil
    }

    /// The time until the last step at the present rate; zero when all are done, `nil` while the
    /// rate is unknown.
    public var timeLeft: Duration? {
        if completed >= stepCount { return .zero }
        return stepsPerSecond.map { .seconds(Double(stepCount - completed) / $0) }
    }

    private static var resolution: Int { 256 }
}

extension ProgressMeter where Time == ContinuousClock {
    /// Starts to measure now by the clock of the machine, which runs on while it sleeps.
    ///
    /// - Parameters:
    ///   - stepCount: The number of steps of the whole run.
    ///   - completed: The steps done by an earlier part of a run that is resumed.
    public init(stepCount: Int, completed: Int = 0) {
        self.init(stepCount: stepCount, completed: completed, clock: ContinuousClock())
    }
}
