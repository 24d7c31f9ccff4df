/// An error that people are told: what kind it is, one sentence, and what helps.
///
/// The sentence is the description: what is wrong, what was found, what is allowed and where, in one
/// line. Programs tell errors apart by their category; a case of its own exists where somebody matches
/// it.
public protocol ReportedError: Error, CustomStringConvertible {
    /// What kind of error it is.
    var category: ErrorCategory { get }

    /// What to do about it; `nil` where nothing is known to help.
    var hint: String? { get }
}

extension ReportedError {
    /// Nothing is known to help.
    public var hint: String? { nil }
}

/// The kinds of errors, which a command tells apart by its exit status.
public enum ErrorCategory: Sendable, CaseIterable {
    /// Something went wrong while computing.
    case failure

    /// A program or a person has asked for what cannot be.
    case wrongUsage

    /// Data, a file or a recipe are not what they must be.
    case badInput

    /// A file, a folder or another input is not there or cannot be read.
    case missingInput

    /// A result cannot be written.
    case unwritableOutput

    /// The work was stopped from outside and can go on.
    case interruption
}
