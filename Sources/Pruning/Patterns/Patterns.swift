import Sparsity

/// The patterns of this package by their names in recipes and files.
public enum Patterns {
    /// Returns the pattern called `name`, which ``SparsityPatterns/named(_:)`` reads.
    ///
    /// - Throws: ``SparsityError`` for names that it does not take.
    public static func named(_ name: String) throws -> any Pattern {
        let found = try SparsityPatterns.named(name)
        guard let pattern = found as? any Pattern else {
            throw SparsityError.unknownPattern(name, known: SparsityPatterns.names)
        }
        return pattern
    }
}
