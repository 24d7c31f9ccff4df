/// Starts pruning when the dense network has learnt enough: the rule that the PDP paper gives for
/// the number of dense epochs.
///
/// Pruning starts in the epoch after the validation accuracy has been above half of its upper bound
/// for five epochs. That the epochs follow each other is a decision of this package.
///
/// All of it is state to be saved in a checkpoint.
public struct AccuracyStart: Codable, Equatable, Sendable {
    /// The validation accuracy that must be exceeded, in `0...1`.
    public let threshold: Double

    /// The epochs in a row with a higher accuracy.
    public let epochs: Int

    /// The epochs recorded.
    public private(set) var recordedCount = 0

    /// The last epochs in a row with a higher accuracy.
    public private(set) var passedCount = 0

    /// The first epoch with pruning, counted from 0; `nil` until it is known.
    public private(set) var startEpoch: Int?

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - bound: The upper bound of the accuracy, such as that of a dense network, above 0 and at
    ///     most 1.
    ///   - fraction: The share of the bound to exceed, at least 0 and below 1.
    ///   - epochs: How often in a row, at least 1.
    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)``
    public init(bound: Double, fraction: Double = 0.5, epochs: Int = 5) throws {
        guard bound > 0, bound <= 1 else {
            throw PruningError.invalidSetting(
                name: "accuracy-bound", found: "\(bound)", allowed: "above 0 and at most 1")
        }
        guard fraction >= 0, fraction < 1 else {
            throw PruningError.invalidSetting(
                name: "accuracy-fraction", found: "\(fraction)", allowed: "at least 0 and below 1")
        }
        guard epochs >= 1 else {
            throw PruningError.invalidSetting(
                name: "accuracy-epochs", found: "\(epochs)", allowed: "at least 1")
        }
        threshold = bound * fraction
        self.epochs = epochs
    }

    /// Takes the validation accuracy, in `0...1`, at the end of the next epoch. One that is not a
    /// number is not above the threshold.
    public mutating func record(accuracy: Double) {
        recordedCount += 1
        passedCount = accuracy > threshold ? passedCount + 1 : 0
        if startEpoch == nil, passedCount >= epochs { startEpoch = recordedCount }
    }
}
