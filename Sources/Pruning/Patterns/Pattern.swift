public import Tensors

/// What is pruned together.
///
/// A pattern sees the weights of a layer as groups of units that compete with each other: all single
/// weights in one group, groups of M weights, or the output channels. Everything else in this module
/// works on the matrix of magnitudes, `[groups, units]`, and knows nothing of patterns.
///
/// The description is the name in recipes and files; ``Patterns/named(_:)`` reads it back.
public protocol Pattern: Sendable, CustomStringConvertible {
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

    /// The magnitudes of the units of `weight`, `[groups, units]`, differentiable in `weight`.
    func magnitudes(of weight: Tensor) throws -> Tensor

    /// The mask `[groups, units]` in a shape that can be multiplied with weights of `shape`.
    func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor
}

extension Pattern {
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
