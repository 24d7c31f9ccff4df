public import Files

/// What can be wrong with the numbers and the text that a report is made from.
public enum ReportsError: ReportedError, Equatable, Sendable {
    /// A histogram has the wrong number of bin edges for its counts.
    case edgeCount(found: Int, counts: Int)
    /// A bin edge of a histogram is not finite, or is not above the edge before it.
    case edgeOrder(found: Double, index: Int)
    /// A line of a file of records is not the record it should be.
    case unreadableLine(number: Int, found: String, record: String)
}

extension ReportsError {
    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .edgeCount(let found, let counts):
            "number of bin edges of a weight histogram is \(found); it must be \(counts + 1), "
                + "one more than its \(counts) counts"
        case .edgeOrder(let found, let index):
            "bin edge \(index) of a weight histogram is \(found); it must be finite and above "
                + "the edge before it"
        case .unreadableLine(let number, let found, let record):
            "line \(number) is '\(found)'; it must be the JSON of one \(record)"
        }
    }
}

extension ReportsError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
