/// The result of an epoch, and how it reads on one line.
public struct EpochLine: Sendable, Equatable {
    /// The name of the run.
    public var name: String
    /// The result of the epoch.
    public var record: EpochRecord
    /// The number of epochs of the run.
    public var epochCount: Int
    /// What one of the examples is called.
    public var exampleName: String
    /// The time until the run ends; `nil` where it is not known.
    public var timeLeft: Duration?

    /// Makes the line of an epoch.
    public init(
        name: String, record: EpochRecord, epochCount: Int, exampleName: String = "example",
        timeLeft: Duration? = nil
    ) {
        self.name = name
        self.record = record
        self.epochCount = epochCount
        self.exampleName = exampleName
        self.timeLeft = timeLeft
    }

    /// Returns the line in at most `width` characters; whole for `nil`.
    ///
    /// Where the terminal is narrow, fields go one by one: throughput, time left, the name of the
    /// run, loss, sparsity and accuracy. The epoch stays to the last.
    public func rendered(width: Int?) -> String {
        let fields: [String?] = [
            name, "epoch \(record.epoch)/\(epochCount)",
            "loss \(NumberText.decimal(record.trainingLoss, places: 3))",
            "accuracy \(NumberText.percent(record.validationAccuracy))",
            "sparsity \(NumberText.percent(record.sparsity))",
            "\(NumberText.count(record.imagesPerSecond)) \(exampleName)s/s",
            timeLeft.map { "left \(NumberText.duration($0))" },
        ]
        var kept = Array(fields.indices)
        func line() -> String { kept.compactMap { fields[$0] }.joined(separator: "  ") }
        guard let width else { return line() }
        for field in Self.dispensable where line().count > width { kept.removeAll { $0 == field } }
        return String(line().prefix(max(0, width)))
    }

    /// Indices of fields in the order in which they go.
    private static let dispensable = [5, 6, 0, 2, 4, 3]
}
