/// The patterns of this package by their names in recipes and files.
public enum SparsityPatterns {
    /// What ``named(_:)`` takes, for people.
    public static let names = ["unstructured", "channels", "N:M such as 2:4"]

    /// Returns the pattern called `name`: `unstructured`, `channels`, or N:M with
    /// 0 < N < M ≤ 64, to which `-flattened` and then `-padded` may be added.
    ///
    /// - Throws: ``SparsityError/unknownPattern(_:known:)`` or
    ///   ``SparsityError/invalidNOfM(keptCount:groupSize:)``.
    public static func named(_ name: String) throws(SparsityError) -> any SparsityPattern {
        let simple: [any SparsityPattern] = [Unstructured(), OutputChannels()]
        if let pattern = simple.first(where: { $0.description == name }) { return pattern }
        if let pattern = try nOfM(name), pattern.description == name { return pattern }
        throw .unknownPattern(name, known: names)
    }

    private static func nOfM(_ name: String) throws(SparsityError) -> NOfM? {
        let parts = name.split(separator: "-")
        let counts = (parts.first ?? "").split(separator: ":").map { Int($0) }
        guard counts.count == 2, let keptCount = counts[0], let groupSize = counts[1] else {
            return nil
        }
        return try NOfM(
            keptCount, of: groupSize,
            grouping: parts.contains("flattened") ? .flattenedKernel : .inputChannels,
            isPadded: parts.contains("padded"))
    }
}
