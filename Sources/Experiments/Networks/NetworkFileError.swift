public import Files

/// A network from a file that does not fit the data or the task.
public struct NetworkFileError: ReportedError, Equatable {
    /// Where the file is.
    public let path: String

    /// What does not fit.
    public let problem: String

    /// What helps.
    public let hint: String?

    init(path: String, problem: String, hint: String? = nil) {
        (self.path, self.problem, self.hint) = (path, problem, hint)
    }

    /// One sentence: what was found, what is needed, where.
    public var description: String { "the network in '\(path)' \(problem)" }

    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
