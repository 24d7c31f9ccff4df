/// How the zeros are shared out among the layers.
public protocol Allocation: Sendable, CustomStringConvertible {
    /// Whether other weights of the same layers would give other numbers.
    var dependsOnWeights: Bool { get }

    /// Whether the sparsities are its own, and the one that the pruner was given means nothing.
    var hasOwnSparsities: Bool { get }

    /// Shares out the zeros of a network.
    ///
    /// A layer whose pattern says how many (``PrunedLayer/patternUnitCount``) gets that number or 0;
    /// every other layer keeps at least one unit in each group. The allocations of this package
    /// share round(`sparsity` · weights) zeros out among the layers that the pattern leaves open:
    /// exactly that many where a unit is one weight, otherwise at least that many and less than one
    /// unit of one layer more.
    ///
    /// - Parameters:
    ///   - layers: Layers with weights as they are when pruning starts.
    ///   - sparsity: The share of zeros wanted over all weights of `layers`, in `0..<1`.
    /// - Returns: The number of units of each group to prune in the end, layer by layer.
    /// - Throws: ``PruningError/unreachableSparsity(_:allowed:limits:)`` if the layers cannot reach
    ///   `sparsity`.
    func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int]

    /// The allocation of a share of the zeros, in `0...1`, for a network that is on its way: sparsities
    /// that layers have of their own are multiplied with it.
    func onTheWay(_ share: Double) throws -> any Allocation
}

extension Allocation {
    /// The allocation itself: no layer has a sparsity of its own.
    public func onTheWay(_ share: Double) throws -> any Allocation { self }

    /// No: the shapes of the layers decide.
    public var dependsOnWeights: Bool { false }

    /// No: the zeros are shared out for the sparsity that the pruner was given.
    public var hasOwnSparsities: Bool { false }
}
