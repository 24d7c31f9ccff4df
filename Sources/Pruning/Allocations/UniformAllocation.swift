/// The same sparsity in every layer.
public struct UniformAllocation: Allocation {
    /// Creates the allocation.
    public init() {}

    /// `uniform`.
    public var description: String { "uniform" }

    /// round(sparsity · units) of every layer.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        layers.map { Int((sparsity * Double($0.unitsPerGroup)).rounded()) }
    }
}
