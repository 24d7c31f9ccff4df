/// Starts pruning when the dense network has learnt enough: the rule that the PDP paper gives for
/// the number of dense epochs, for any metric.
///
/// Pruning starts in the epoch after the validation accuracy has been above half of its upper bound
/// for five epochs. That the epochs follow each other is a decision of this package, and so is the
/// rule for metrics of which less is better: the value must be below the bound divided by the
/// fraction, as an error that is at most twice the least one.
///
/// All of it is state to be saved in a checkpoint.
public struct MetricStart: Codable, Equatable, Sendable {
    /// The name of the metric.
    public let metric: String

    /// The value that the metric must exceed, or stay below where less is better.
    public let threshold: Double

    /// Whether more of the metric is better.
    public let isBetterLarger: Bool

    /// The epochs in a row with a better value.
    public let epochs: Int

    /// The epochs recorded.
    public private(set) var recordedCount = 0

    /// The last epochs in a row with a better value.
    public private(set) var passedCount = 0

    /// The first epoch with pruning, counted from 0; `nil` until it is known.
    public private(set) var startEpoch: Int?

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - metric: The name of the metric.
    ///   - bound: The best value that is expected, such as that of a dense network, above 0 and at most
    ///     `largest`.
    ///   - fraction: The share of the bound to exceed, at least 0 and below 1; above 0 where less is
    ///     better.
    ///   - epochs: How often in a row, at least 1.
    ///   - largest: The largest value that the metric can have.
    ///   - isBetterLarger: Whether more of the metric is better.
    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)``
    public init(
        metric: String = "accuracy", bound: Double, fraction: Double = 0.5, epochs: Int = 5,
        largest: Double = 1, isBetterLarger: Bool = true
    ) throws {
        guard bound > 0, bound <= largest, bound.isFinite else {
            throw PruningError.invalidSetting(
                name: "\(metric)-bound", found: "\(bound)",
                allowed: largest.isFinite
                    ? "above 0 and at most \(largest == 1 ? "1" : "\(largest)")" : "above 0")
        }
        guard isBetterLarger ? fraction >= 0 : fraction > 0, fraction < 1 else {
            throw PruningError.invalidSetting(
                name: "\(metric)-fraction", found: "\(fraction)",
                allowed: (isBetterLarger ? "at least 0" : "above 0") + " and below 1")
        }
        guard epochs >= 1 else {
            throw PruningError.invalidSetting(
                name: "\(metric)-epochs", found: "\(epochs)", allowed: "at least 1")
        }
        self.metric = metric
        threshold = isBetterLarger ? bound * fraction : bound / fraction
        self.isBetterLarger = isBetterLarger
        self.epochs = epochs
    }

    /// Takes the value at the end of the next epoch. One that is not a number is not better than the
    /// threshold.
    public mutating func record(_ value: Double) {
        recordedCount += 1
        let isPassed = isBetterLarger ? value > threshold : value < threshold
        passedCount = isPassed ? passedCount + 1 : 0
        if startEpoch == nil, passedCount >= epochs { startEpoch = recordedCount }
    }
}
