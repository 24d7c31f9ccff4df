/// How the zeros are shared out among the layers.
public protocol Allocation: Sendable, CustomStringConvertible {
    /// Returns the number of units of each group to prune in the end, layer by layer.
    ///
    /// - Parameters:
    ///   - sparsity: The share of zeros wanted over all weights of `layers`, in `0..<1`.
    ///   - layers: Layers with weights as they are when pruning starts.
    /// - Throws: ``PruningError`` if the layers cannot reach `sparsity`.
    func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int]
}
