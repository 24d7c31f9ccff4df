public import Datasets

/// Examples of a data set that cannot be used and were left out.
public struct SkippedExamples: Equatable, Sendable {
    /// How many there are.
    public var count = 0

    /// A sentence about each of them, or about several.
    public var reasons: [String] = []

    /// Which files of each part of the data are used, and which are no examples.
    public var listings: [ListingReport] = []

    /// Nothing is left out.
    public init() {}

    /// What is to be known of the files before any is read, in sentences.
    public var remarks: [String] {
        listings.flatMap { $0.remarks + ($0.unusedSentence.map { [$0] } ?? []) }
    }
}

/// Tells what a data set leaves out while it is read: each reason once, the first ten of them, and in
/// the end how many examples there are.
public final class SkippedExamplesTeller {
    private let data: any DataSource
    private let note: (String) -> Void
    /// The bytes of the reasons: names that differ can look alike.
    private var told: Set<[UInt8]> = []

    /// The most reasons that are told one by one.
    private static let largestCount = 10

    /// Tells of `data`.
    ///
    /// - Parameters:
    ///   - data: What is being read.
    ///   - note: Gets each line.
    public init(_ data: any DataSource, note: @escaping (String) -> Void) {
        self.data = data
        self.note = note
    }

    /// Tells the reasons that are new.
    public func tellReasons() {
        for reason in data.skipped.reasons where told.count < Self.largestCount {
            if told.insert(Array(reason.utf8)).inserted { note("left out: \(reason)") }
        }
    }

    /// Tells the reasons that are new, and the count if there are more of them.
    public func tellAll() {
        tellReasons()
        let skipped = data.skipped
        guard skipped.reasons.count > told.count else { return }
        note("left out: \(skipped.count) examples in all")
    }
}
