/// When pruning starts: in a given epoch, or when the network has learnt enough.
///
///     var start = try StartRule.accuracy(bound: 0.92)
///     …                                              // at the end of each epoch:
///     start.record(accuracy: accuracy)
///     pruner.startEpoch = start.startEpoch
///
/// All of it is state to be saved in a checkpoint.
public struct StartRule: Codable, Equatable, Sendable {
    private let epoch: Int?
    private var accuracyStart: AccuracyStart?

    private init(epoch: Int?, accuracyStart: AccuracyStart?) {
        self.epoch = epoch
        self.accuracyStart = accuracyStart
    }

    /// Pruning starts in `epoch`, counted from 0.
    ///
    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)`` if `epoch` is negative.
    public static func epoch(_ epoch: Int) throws -> StartRule {
        guard epoch >= 0 else {
            throw PruningError.invalidSetting(
                name: "start-epoch", found: "\(epoch)", allowed: "at least 0")
        }
        return StartRule(epoch: epoch, accuracyStart: nil)
    }

    /// Pruning starts after `epochs` epochs in a row with a validation accuracy above `fraction` of
    /// `bound`.
    ///
    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)`` as ``AccuracyStart``.
    public static func accuracy(bound: Double, fraction: Double = 0.5, epochs: Int = 5) throws
        -> StartRule
    {
        let start = try AccuracyStart(bound: bound, fraction: fraction, epochs: epochs)
        return StartRule(epoch: nil, accuracyStart: start)
    }

    /// The first epoch with pruning, counted from 0; `nil` until it is known.
    public var startEpoch: Int? { epoch ?? accuracyStart?.startEpoch }

    /// Takes the validation accuracy, in `0...1`, at the end of the next epoch.
    public mutating func record(accuracy: Double) {
        accuracyStart?.record(accuracy: accuracy)
    }
}
