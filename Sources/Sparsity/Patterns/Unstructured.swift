/// Every weight of a layer by itself; called "random" in the PDP paper.
public struct Unstructured: SparsityPattern {
    /// Creates the pattern.
    public init() {}

    /// `unstructured`.
    public var description: String { "unstructured" }

    /// ``PatternFamily/unstructured``.
    public var family: PatternFamily? { .unstructured }

    /// Any shape will do.
    public func obstacle(toShape shape: [Int]) -> String? { nil }

    /// One group of all weights.
    public func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        (1, shape.reduce(1, *))
    }
}

extension PatternKind {
    static let unstructured = PatternKind(
        Unstructured(), summary: "every weight of a layer by itself")
}
