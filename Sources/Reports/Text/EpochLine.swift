/// The result of an epoch, and how it reads on one line.
public struct EpochLine: Sendable, Equatable {
    /// The name of the run.
    public var name: String
    /// The result of the epoch.
    public var record: EpochRecord
    /// What the network is judged by.
    public var metric: Metric
    /// The number of epochs of the run.
    public var epochCount: Int
    /// What one of the examples is called.
    public var exampleName: String
    /// The time until the run ends; `nil` where it is not known.
    public var timeLeft: Duration?

    /// Makes the line of an epoch.
    public init(
        name: String, record: EpochRecord, metric: Metric = .accuracy, epochCount: Int,
        exampleName: String = "example", timeLeft: Duration? = nil
    ) {
        self.name = name
        self.record = record
        self.metric = metric
        self.epochCount = epochCount
        self.exampleName = exampleName
        self.timeLeft = timeLeft
    }

    /// Returns the line in at most `width` characters; whole for `nil`.
    ///
    /// Where the terminal is narrow, fields go one by one: throughput, time left, the name of the
    /// run, loss, sparsity and score. The epoch stays to the last.
    public func rendered(width: Int?) -> String {
        let fields: [String?] = [
            name, "epoch \(record.epoch)/\(epochCount)",
            "loss \(NumberText.decimal(record.trainingLoss, places: 3))",
            scoreText,
            "sparsity \(NumberText.percent(record.sparsity))",
            "\(NumberText.count(record.examplesPerSecond)) \(exampleName)s/s",
            timeLeft.map { "left \(NumberText.duration($0))" },
        ]
        var kept = Array(fields.indices)
        func line() -> String { kept.compactMap { fields[$0] }.joined(separator: "  ") }
        guard let width else { return line() }
        for field in Self.dispensable where line().count > width { kept.removeAll { $0 == field } }
        return String(line().prefix(max(0, width)))
    }

    /// The result of the validation; its loss must not look like that of the training.
    private var scoreText: String? {
        record.validationMetrics[metric.name].map { score in
            (metric.name == Metric.loss.name ? "validation " : "") + metric.title + " "
                + metric.text(score)
        }
    }

    /// Indices of fields in the order in which they go.
    private static let dispensable = [5, 6, 0, 2, 4, 3]
}
