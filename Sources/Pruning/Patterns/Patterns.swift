import Sparsity

/// The patterns that weights can be pruned with, by their names in recipes and files.
public enum Patterns {
    /// Returns the pattern called `name`, which ``SparsityPatterns/named(_:)`` reads.
    ///
    /// - Throws: ``SparsityError`` for names that it does not take, and for a pattern that can be
    ///   proved only.
    public static func named(_ name: String) throws -> any Pattern {
        let found = try SparsityPatterns.named(name)
        guard let pattern = found as? any Pattern else {
            throw SparsityError.unknownPattern(name, known: SparsityPatterns.names)
        }
        return pattern
    }

    /// Makes patterns of one's own known to recipes, and to verification.
    ///
    ///     try Patterns.add(form: "blocks(N) such as blocks(4)", summary: "N inputs of an output") {
    ///         Blocks(name: $0)
    ///     }
    ///
    /// `verify` proves a pattern from a file alone if it conforms to ``VerifiablePattern``. Its
    /// description must be the name that it is read from.
    ///
    /// - Parameters:
    ///   - form: The form of the names, for people and error messages.
    ///   - summary: One line for people.
    ///   - read: Reads the name of a pattern; `nil` for other names. What it throws is the reason why a
    ///     name of this form means no pattern.
    /// - Throws: ``SparsityError/patternExists(_:)`` if there are some of that form.
    public static func add(
        form: String, summary: String, read: @escaping @Sendable (String) throws -> (any Pattern)?
    ) throws {
        try SparsityPatterns.add(PatternKind(form: form, summary: summary) { try read($0) })
    }
}
