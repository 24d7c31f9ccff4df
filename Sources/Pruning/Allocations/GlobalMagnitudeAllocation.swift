import Tensors

/// The allocation of the PDP paper: one sort of all magnitudes of the network decides how many of
/// each layer are among the smallest.
///
/// Over all layers together exactly round(sparsity · weights) are pruned where a unit is a weight.
/// Of equal magnitudes those of earlier layers go first.
public struct GlobalMagnitudeAllocation: Allocation {
    /// Creates the allocation.
    public init() {}

    /// `global`.
    public var description: String { "global" }

    /// The units of each layer below the magnitude that prunes enough weights of the network.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        guard layers.allSatisfy({ $0.groupCount == 1 && $0.weightsPerUnit == 1 }) else {
            return try UniformAllocation().prunedUnitCounts(for: layers, sparsity: sparsity)
        }
        return try withoutGradients {
            let magnitudes = try layers.map { try $0.magnitudes().reshaped([-1]) }
            let all = try Tensor.concatenating(magnitudes, along: 0)
            let prunedCount = Int((sparsity * Double(all.count)).rounded())
            guard prunedCount > 0 else { return layers.map { _ in 0 } }
            let limit = try all.kthSmallest(prunedCount, along: 0)
            return try counts(of: magnitudes, upTo: limit, total: prunedCount)
        }
    }

    private func counts(of magnitudes: [Tensor], upTo limit: Tensor, total: Int) throws -> [Int] {
        var counts = try magnitudes.map { Int(try limit.isGreater(than: $0).sum().item()) }
        var missing = total - counts.reduce(0, +)
        for (index, layer) in magnitudes.enumerated() where missing > 0 {
            let equal = Int(try layer.isEqual(to: limit).sum().item())
            counts[index] += min(equal, missing)
            missing -= min(equal, missing)
        }
        return counts
    }
}

extension Allocation where Self == GlobalMagnitudeAllocation {
    /// One sort of all magnitudes of the network.
    public static var globalMagnitude: GlobalMagnitudeAllocation { GlobalMagnitudeAllocation() }
}

extension Allocation where Self == UniformAllocation {
    /// The same sparsity in every layer.
    public static var uniform: UniformAllocation { UniformAllocation() }
}
