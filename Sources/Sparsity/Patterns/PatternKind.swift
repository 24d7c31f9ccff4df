/// A kind of patterns that recipes and files can name: one pattern, or several with numbers in their
/// names, such as `2:4`.
public struct PatternKind: Sendable {
    /// The form of the names, such as `N:M such as 2:4`.
    public let form: String

    /// One line for people.
    public let summary: String

    /// Reads the name of a pattern of this kind; `nil` for other names.
    public let read: @Sendable (String) throws -> (any SparsityPattern)?

    /// Describes a kind.
    ///
    /// - Parameters:
    ///   - form: The form of the names, for people and error messages.
    ///   - summary: One line for people.
    ///   - read: Reads the name of a pattern of this kind; `nil` for other names. What it throws is the
    ///     reason why a name of this form means no pattern.
    public init(
        form: String, summary: String,
        read: @escaping @Sendable (String) throws -> (any SparsityPattern)?
    ) {
        self.form = form
        self.summary = summary
        self.read = read
    }

    /// Describes the only pattern of its kind, whose description is its name.
    public init(_ pattern: any SparsityPattern, summary: String) {
        self.init(form: pattern.description, summary: summary) {
            $0 == pattern.description ? pattern : nil
        }
    }
}
