import Reports

/// When the next checkpoint is due.
struct CheckpointClock {
    private let interval: CheckpointInterval
    private var stepCount = 0
    private var begin = ContinuousClock.now

    /// Counts from now on.
    init(_ interval: CheckpointInterval) { self.interval = interval }

    /// Counts a step.
    ///
    /// - Returns: Whether a checkpoint is due after it.
    mutating func step() -> Bool {
        stepCount += 1
        switch interval {
        case .epochs: return false
        case .steps(let count): return stepCount >= count
        case .seconds(let seconds): return (.now - begin) / .seconds(1) >= seconds
        }
    }

    /// Counts anew from a checkpoint on.
    mutating func restart() {
        stepCount = 0
        begin = .now
    }

    /// Whether a checkpoint is due when so many epochs are done.
    func isDue(afterEpoch count: Int) -> Bool {
        if case .epochs(let period) = interval { count.isMultiple(of: period) } else { true }
    }
}

/// The epoch whose network was best among those that the run could end with.
struct BestEpoch: Codable, Equatable {
    /// The number of the epoch, counted from 1.
    var epoch: Int

    /// The value of the metric that counts most, over the validation data.
    var value: Double

    /// Returns the better of `best` and the epoch of `record`, the earlier one where both are equal;
    /// a value that is not a number is none.
    static func better(
        of best: BestEpoch?, and record: EpochRecord, in metric: Metric
    ) -> BestEpoch? {
        guard let value = record.validationMetrics[metric.name], !value.isNaN else { return best }
        if let best, metric.advantage(of: value, over: best.value) <= 0 { return best }
        return BestEpoch(epoch: record.epoch, value: value)
    }
}
