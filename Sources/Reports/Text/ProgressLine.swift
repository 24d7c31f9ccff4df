/// The state of a training run at one moment, and how it reads on one line.
public struct ProgressLine: Sendable, Equatable {
    /// The characters that a bar is drawn with.
    public struct Symbols: Sendable, Equatable {
        /// For the part that is done.
        public var done: Character
        /// For the part that is left.
        public var left: Character

        /// Makes a pair of characters, each one column wide.
        public init(done: Character, left: Character) {
            self.done = done
            self.left = left
        }

        /// Box-drawing lines, for terminals that show UTF-8.
        public static let lines = Symbols(done: "━", left: "─")
        /// Plain ASCII.
        public static let ascii = Symbols(done: "#", left: "-")
    }

    /// The epoch that is running, counted from 1.
    public var epoch: Int
    /// The number of epochs of the run.
    public var epochCount: Int
    /// The number of batches of the epoch that are done.
    public var batch: Int
    /// The number of batches of an epoch.
    public var batchCount: Int
    /// The training loss, averaged as the caller likes.
    public var loss: Double?
    /// The value of ``metric``.
    public var score: Double?
    /// What the network is judged by.
    public var metric = Metric.accuracy
    /// The share of zeros among the prunable weights, in 0…1.
    public var sparsity: Double?
    /// The throughput.
    public var examplesPerSecond: Double?
    /// What one of the examples is called.
    public var exampleName = "image"
    /// The time until the run ends.
    public var timeLeft: Duration?

    /// Makes the state of a run; what is `nil` does not appear.
    public init(
        epoch: Int, epochCount: Int, batch: Int, batchCount: Int, loss: Double? = nil,
        score: Double? = nil, sparsity: Double? = nil, examplesPerSecond: Double? = nil,
        timeLeft: Duration? = nil
    ) {
        self.epoch = epoch
        self.epochCount = epochCount
        self.batch = batch
        self.batchCount = batchCount
        self.loss = loss
        self.score = score
        self.sparsity = sparsity
        self.examplesPerSecond = examplesPerSecond
        self.timeLeft = timeLeft
    }

    /// The share of the epoch that is done, in 0…1.
    public var epochShare: Double {
        batchCount > 0 ? min(1, max(0, Double(batch) / Double(batchCount))) : 0
    }

    /// Returns the line for a terminal, with a bar for the epoch, in at most `width` characters.
    ///
    /// Where the terminal is narrow, fields go one by one: throughput, sparsity, score, loss,
    /// time left, then the bar; the epoch and its share stay to the last. The line has no line
    /// break and is not padded: the caller clears what stood there before.
    public func rendered(width: Int, symbols: Symbols = .lines) -> String {
        let left = timeLeft.map { Self.text($0) + " left" }
        let fields = [lossText, scoreText, sparsityText, throughputText, left]
        let share = "\(Int(100 * epochShare)) %"
        for kept in Self.keptFields {
            let texts = kept.compactMap { fields[$0] }
            let around = ["epoch \(epoch)/\(epochCount)", share] + texts
            let used = around.reduce(2 * around.count) { $0 + $1.count }
            let barWidth = min(Self.widestBar, width - used)
            guard barWidth >= Self.narrowestBar else { continue }
            let bar = bar(width: barWidth, symbols: symbols)
            return ([around[0], bar] + around.dropFirst()).joined(separator: "  ")
        }
        let place = "\(epoch)/\(epochCount)"
        let candidates = ["epoch \(place)  \(share)", "\(place) \(share)"]
        return candidates.first { $0.count <= width } ?? String(share.prefix(max(0, width)))
    }
}

extension ProgressLine {
    /// Indices into loss, score, sparsity, throughput and time left, from all to none.
    private static let keptFields: [[Int]] = [
        [0, 1, 2, 3, 4], [0, 1, 2, 4], [0, 1, 4], [0, 4], [4], [],
    ]
    private static let widestBar = 30
    private static let narrowestBar = 8

    private var lossText: String? { loss.map { "loss " + NumberText.measure($0) } }
    private var scoreText: String? { score.map { metric.title + " " + metric.text($0) } }
    private var sparsityText: String? {
        sparsity.map { "sparsity " + NumberText.percent($0) }
    }
    private var throughputText: String? {
        examplesPerSecond.map { NumberText.count($0) + " \(exampleName)s/s" }
    }

    private func bar(width: Int, symbols: Symbols) -> String {
        let done = Int((epochShare * Double(width)).rounded(.down))
        return String(repeating: symbols.done, count: done)
            + String(repeating: symbols.left, count: width - done)
    }

    /// A time left that jumps by tenths would promise more than anyone knows.
    private static func text(_ timeLeft: Duration) -> String {
        let parts = timeLeft.components
        let half = parts.attoseconds >= 500_000_000_000_000_000 ? 1 : 0
        return NumberText.duration(.seconds(parts.seconds) + .seconds(half))
    }
}
