/// When pruning starts: in a given epoch, or when the network has learnt enough.
///
///     var start = try StartRule.metric(MetricStart(bound: 0.92))
///     …                                              // at the end of each epoch:
///     start.record(["accuracy": accuracy])
///     pruner.startEpoch = start.startEpoch
///
/// All of it is state to be saved in a checkpoint.
public enum StartRule: Codable, Equatable, Sendable {
    /// Pruning starts in the epoch with this number, counted from 0.
    case epoch(Int)

    /// Pruning starts when a metric has been good enough.
    case metric(MetricStart)

    /// The first epoch with pruning, counted from 0; `nil` until it is known.
    public var startEpoch: Int? {
        switch self {
        case .epoch(let epoch): epoch
        case .metric(let start): start.startEpoch
        }
    }

    /// The name of the metric that decides; `nil` for none.
    public var metric: String? {
        switch self {
        case .epoch: nil
        case .metric(let start): start.metric
        }
    }

    /// Takes the metrics of the validation data at the end of the next epoch, by name. One that is
    /// missing is not good enough.
    public mutating func record(_ metrics: [String: Double]) {
        guard case .metric(var start) = self else { return }
        start.record(metrics[start.metric] ?? .nan)
        self = .metric(start)
    }
}
