public import Files

/// No tensor of a file has a name that starts as it must.
public struct MissingPrefixError: ReportedError, Equatable {
    /// How a name must start.
    public let prefix: String

    /// How the names start, up to their first point, each once.
    public let found: [String]

    /// Where the file was opened.
    public let path: String

    /// Makes the error for a file with tensors called `names`.
    public init(_ prefix: String, ofNames names: [String], path: String) {
        var starts: [String] = []
        for start in names.map({ String($0.prefix { $0 != "." }) }) where !starts.contains(start) {
            starts.append(start)
        }
        self.prefix = prefix
        found = starts
        self.path = path
    }

    /// One sentence: what is wrong and what was found.
    public var description: String {
        "no tensor of '\(path)' has a name that starts with \(prefix.quotedOnOneLine); they "
            + "start with \(found.prefix(5).map(\.quotedOnOneLine).joined(separator: ", "))"
    }

    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
