public import Reports

/// What came out of the runs of a study.
public struct Comparison: Codable, Equatable, Sendable {
    /// The runs of a variant with one sparsity.
    public struct Row: Codable, Equatable, Sendable {
        /// The name of the variant.
        public let variant: String

        /// The share of zeros asked for; 0 without pruning, and the number of ``target`` where there is
        /// one.
        public let sparsity: Double

        /// What the network may cost, in words; `nil` for a sparsity.
        public let target: String?

        /// Whether ``sparsity`` is a share of something.
        public let isShare: Bool

        /// Whether nothing is pruned.
        public let isDense: Bool

        /// The seeds of the finished runs.
        public let seeds: [UInt64]

        /// What the runs are judged by, the most important first.
        public let metrics: [Metric]

        /// The values of ``metric``, of the finished runs with the hard mask, in the order of ``seeds``.
        public let scores: [Double]

        /// The mean of ``scores``; `nil` without a finished run.
        public let score: MeanAndDeviation?

        /// The means of all metrics and of the loss by name, each over the runs that have it.
        public let results: [String: MeanAndDeviation]

        /// The mean of what hardening costs in ``metric``; `nil` where there is no soft mask.
        public let softHardGap: Double?

        /// The mean time of the training steps of a run.
        public let trainingSeconds: Double?

        /// The largest memory of a run, in bytes; `nil` where it was not measured.
        public let peakMemoryBytes: Int?

        /// The time of a call of the network in milliseconds; `nil` where it was not measured.
        public internal(set) var milliseconds: Double?

        /// The folder of the runs below that of the study.
        public let folder: String

        /// The scores less that of the dense run of the same seed, in the order of ``seeds``; `nil`
        /// where there is none.
        public let differences: [Double?]

        /// The mean of ``differences``; the difference of the means where no seed is in both; `nil`
        /// without a dense run to compare with.
        public let againstDense: MeanAndDeviation?

        /// The trials by which the settings were chosen; `nil` where they are as the study says.
        public let tuning: TuningRecord?

        /// Sums up the finished runs of `cell`, and compares them with those of a dense one that is
        /// judged by the same metric.
        public init(
            _ cell: Study.Cell, outcomes: [RunOutcome], dense: [RunOutcome] = [],
            tuning: TuningRecord? = nil
        ) {
            self.tuning = tuning
            let summaries = outcomes.map(\.summary)
            metrics = summaries.first?.metrics ?? [.accuracy]
            let metric = metrics.first ?? .loss
            folder = cell.folder
            variant = cell.variant
            sparsity = cell.sparsity
            target = cell.target
            isShare = cell.recipe.pruning?.target?.isShare ?? true
            isDense = cell.isDense
            seeds = summaries.map(\.seed)
            scores = summaries.map { $0.results[metric.name] ?? .nan }
            score = MeanAndDeviation(scores)
            results = Self.means(of: summaries.map(\.results))
            softHardGap =
                MeanAndDeviation(
                    summaries.compactMap { summary in
                        summary.softResults?[metric.name].map {
                            metric.advantage(of: $0, over: summary.score)
                        }
                    })?.mean
            trainingSeconds = MeanAndDeviation(summaries.map(\.trainingSeconds))?.mean
            peakMemoryBytes = outcomes.compactMap(\.peakMemoryBytes).max()
            let denseScores = dense.map(\.summary).compactMap { summary in
                summary.results[metric.name].map { (summary.seed, $0) }
            }
            let scoresOfDense = Dictionary(denseScores, uniquingKeysWith: { $1 })
            differences = zip(seeds, scores).map { seed, score in
                scoresOfDense[seed].map { score - $0 }
            }
            let mean = MeanAndDeviation(denseScores.map(\.1))?.mean
            let unpaired = score.flatMap { own in mean.map { own.mean - $0 } }
            againstDense =
                MeanAndDeviation(differences.compactMap { $0 })
                ?? unpaired.flatMap { MeanAndDeviation([$0]) }
        }

        private static func means(of results: [[String: Double]]) -> [String: MeanAndDeviation] {
            let values = Dictionary(
                results.flatMap { $0.map { ($0.key, [$0.value]) } }, uniquingKeysWith: +)
            return values.compactMapValues { MeanAndDeviation($0) }
        }

        /// The metric that counts most.
        public var metric: Metric { metrics.first ?? .loss }

        /// Whether ``againstDense`` compares runs of the same seeds.
        public var isPaired: Bool { differences.contains { $0 != nil } }
    }

    /// A run that has no result.
    public struct Failure: Codable, Equatable, Sendable {
        /// The folder of the run below that of the study.
        public let run: String

        /// The error line of the run.
        public let reason: String

        /// Names a run and what went wrong.
        public init(run: String, reason: String) {
            self.run = run
            self.reason = reason
        }
    }

    /// The name of the study.
    public let study: String

    /// The variants with their sparsities, in the order of the study.
    public let rows: [Row]

    /// The runs without a result.
    public let failures: [Failure]

    /// What the networks have learnt from, in words; several where the variants differ in it.
    public let data: [String]

    /// What the networks are judged by, the most important first: as in the first row with runs.
    public let metrics: [Metric]

    /// What is to be known of the times of calls.
    public let latencyNotes: [String]

    /// How each of ``rows`` stands beside the best one of the same network and data that was asked for the
    /// same sparsity, or target; `nil` where nothing else was, for dense rows, and for those with another
    /// metric.
    public let standings: [Standing?]

    /// Collects rows. ``standings`` are among those with the same number in `groups`; without it among all.
    public init(
        study: String, rows: [Row], failures: [Failure], data: [String] = [], groups: [Int]? = nil
    ) {
        self.study = study
        self.rows = rows
        self.failures = failures
        self.data = data
        latencyNotes = []
        metrics = rows.first { !$0.seeds.isEmpty }?.metrics ?? [.accuracy]
        standings = Standing.of(
            rows, by: metrics.first ?? .loss, groups: groups ?? rows.map { _ in 0 })
    }

    /// The same with the times of its rows, and what is to be known of them.
    init(_ other: Comparison, rows: [Row], latencyNotes: [String]) {
        study = other.study
        self.rows = rows
        failures = other.failures
        data = other.data
        metrics = other.metrics
        standings = other.standings
        self.latencyNotes = latencyNotes
    }

    /// The metric that is compared.
    public var metric: Metric { metrics.first ?? .loss }
}
