/// How the zeros are shared out among the layers.
public protocol Allocation: Sendable, CustomStringConvertible {
    /// Shares `sparsity` out.
    ///
    /// - Parameters:
    ///   - layers: Layers with weights as they are when pruning starts.
    ///   - sparsity: The share of zeros wanted over all weights of `layers`, in `0..<1`.
    /// - Returns: The number of units of each group to prune in the end, layer by layer.
    /// - Throws: ``PruningError`` if the layers cannot reach `sparsity`.
    func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int]
}
