/// Which weights become zero together: the name of the pattern and the arithmetic of its shapes.
///
/// A pattern divides the weights of a layer into groups of units that compete with each other: all
/// single weights in one group, groups of M weights, or the output channels.
///
/// The description is the name in recipes and files; ``SparsityPatterns/named(_:)`` reads it back.
public protocol SparsityPattern: Sendable, CustomStringConvertible {
    /// The kind, by which methods say what they can do; `nil` for a pattern of one's own.
    var family: PatternFamily? { get }

    /// Why weights of `shape` cannot have this pattern; `nil` if they can.
    func obstacle(toShape shape: [Int]) -> String?

    /// The number of groups and of units in each for weights of `shape`.
    func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int)

    /// The units to prune in each group in the end, where the pattern itself says so.
    func prunedUnitCount(ofShape shape: [Int]) -> Int?

    /// The share of zeros that the pattern itself makes in the end; `nil` where it does not say.
    var sparsity: Double? { get }

    /// The zeros that weights of `shape` have when `prunedUnitCount` units of each group are pruned.
    func zeroCount(ofShape shape: [Int], prunedUnitCount: Int) -> Int
}

extension SparsityPattern {
    /// None.
    public var family: PatternFamily? { nil }

    /// Leaves the number of units to prune to the allocation.
    public func prunedUnitCount(ofShape shape: [Int]) -> Int? { nil }

    /// Leaves the share of zeros to the allocation.
    public var sparsity: Double? { nil }

    /// Gives every unit the same number of weights.
    public func zeroCount(ofShape shape: [Int], prunedUnitCount: Int) -> Int {
        shape.reduce(1, *) / max(unitCounts(ofShape: shape).unitsPerGroup, 1) * prunedUnitCount
    }
}
