import Synchronization

/// The patterns by their names in recipes and files: those of this package, and those that a program
/// has added.
///
/// A pattern that is added here is known to `verify`, which proves it from a file alone if it conforms
/// to ``VerifiablePattern``. To prune with it, it must conform to `Pattern` of the module `Pruning`
/// too.
public enum SparsityPatterns {
    private static let own: [PatternKind] = [.unstructured, .channels, .nOfM, .outputBlocks]

    private static let added = Mutex<[PatternKind]>([])

    /// Every kind of patterns, those of this package first.
    public static var all: [PatternKind] { own + added.withLock { $0 } }

    /// What ``named(_:)`` takes, for people.
    public static var names: [String] { all.map(\.form) }

    /// Makes patterns of one's own known to recipes and to verification.
    ///
    /// - Throws: ``SparsityError/patternExists(_:)`` if there are some of that form.
    public static func add(_ kind: PatternKind) throws {
        try added.withLock { added in
            guard !(own + added).contains(where: { $0.form == kind.form }) else {
                throw SparsityError.patternExists(kind.form)
            }
            added.append(kind)
        }
    }

    /// Returns the pattern called `name`: `unstructured`, `channels`, N:M with 0 < N < M ≤ 64, to which
    /// `-flattened` and then `-padded` may be added, or `Rx1` with 2 ≤ R ≤ 64; or one that has been
    /// added.
    ///
    /// - Throws: ``SparsityError/unknownPattern(_:known:)``, or what the kind of a name of its form
    ///   throws, such as ``SparsityError/invalidNOfM(keptCount:groupSize:)``.
    public static func named(_ name: String) throws -> any SparsityPattern {
        for kind in all {
            if let pattern = try kind.read(name), pattern.description == name { return pattern }
        }
        throw SparsityError.unknownPattern(name, known: names)
    }
}
