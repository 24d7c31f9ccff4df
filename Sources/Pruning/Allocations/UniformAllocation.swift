/// The same sparsity in every layer, up to one unit that makes the total right.
public struct UniformAllocation: Allocation {
    /// Creates the allocation.
    public init() {}

    /// `uniform`.
    public var description: String { "uniform" }

    /// sparsity · units of every layer, rounded up where the remainder is largest.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        try shareOut(sparsity: sparsity, among: layers, limits: layers.map(\.defaultLimit)) {
            layers, zeroCount in
            let weightCount = layers.reduce(0) { $0 + $1.weightCount }
            let share = Double(zeroCount) / Double(max(weightCount, 1))
            return apportioned(
                layers.map { share * Double($0.unitsPerGroup) }, among: layers,
                zeroCount: zeroCount)
        }
    }
}

extension Allocation where Self == UniformAllocation {
    /// The same sparsity in every layer.
    public static var uniform: UniformAllocation { UniformAllocation() }
}
