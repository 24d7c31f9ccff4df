import Reports

/// What came out of the runs of a study.
public struct Comparison: Codable, Equatable, Sendable {
    /// The runs of a variant with one sparsity.
    public struct Row: Codable, Equatable, Sendable {
        /// The name of the variant.
        public let variant: String

        /// The share of zeros asked for; 0 without pruning.
        public let sparsity: Double

        /// Whether nothing is pruned.
        public let isDense: Bool

        /// The seeds of the finished runs.
        public let seeds: [UInt64]

        /// The accuracies of the finished runs with the hard mask, in the order of ``seeds``.
        public let accuracies: [Double]

        /// The mean of ``accuracies``; `nil` without a finished run.
        public let accuracy: Spread?

        /// The mean of soft minus hard accuracy; `nil` where there is no soft mask.
        public let softHardGap: Double?

        /// The mean time of the training steps of a run.
        public let trainingSeconds: Double?

        /// The largest memory of a run, in bytes; `nil` where it was not measured.
        public let peakMemoryBytes: Int?

        /// The folder of the runs below that of the study.
        public let folder: String

        /// The accuracies less that of the dense run of the same seed, in the order of ``seeds``;
        /// `nil` where there is none.
        public let differences: [Double?]

        /// The mean of ``differences``; the difference of the means where no seed is in both; `nil`
        /// without a dense run to compare with.
        public let againstDense: Spread?

        /// Sums up the finished runs of `cell`, and compares them with those of a dense one.
        public init(_ cell: Study.Cell, outcomes: [RunOutcome], dense: [RunOutcome] = []) {
            folder = cell.folder
            variant = cell.variant
            sparsity = cell.sparsity
            isDense = cell.isDense
            seeds = outcomes.map(\.summary.seed)
            accuracies = outcomes.map(\.summary.accuracy)
            accuracy = Spread(accuracies)
            softHardGap =
                Spread(
                    outcomes.compactMap { outcome in
                        outcome.summary.softAccuracy.map { $0 - outcome.summary.accuracy }
                    })?.mean
            trainingSeconds = Spread(outcomes.map(\.summary.trainingSeconds))?.mean
            peakMemoryBytes = outcomes.compactMap(\.peakMemoryBytes).max()
            let accuraciesOfDense = Dictionary(
                dense.map { ($0.summary.seed, $0.summary.accuracy) }, uniquingKeysWith: { $1 })
            differences = outcomes.map { outcome in
                accuraciesOfDense[outcome.summary.seed].map { outcome.summary.accuracy - $0 }
            }
            let mean = Spread(dense.map(\.summary.accuracy))?.mean
            let unpaired = accuracy.flatMap { own in mean.map { own.mean - $0 } }
            againstDense =
                Spread(differences.compactMap { $0 }) ?? unpaired.flatMap { Spread([$0]) }
        }

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

    /// Collects rows.
    public init(study: String, rows: [Row], failures: [Failure], data: [String] = []) {
        self.study = study
        self.rows = rows
        self.failures = failures
        self.data = data
    }
}
