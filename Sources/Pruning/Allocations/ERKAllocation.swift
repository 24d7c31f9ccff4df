import Layers
import Tensors

/// The Erdős–Rényi-kernel allocation: small layers stay denser than large ones.
///
/// The density of a layer with weights `[outputs, inputs, height, width]` is proportional to
/// (inputs + outputs + height + width) / (inputs · outputs · height · width). Layers that would get
/// a density above 1 are dense, and the zeros go to the others.
///
/// Source: Evci, Gale, Menick, Castro and Elsen, "Rigging the Lottery: Making All Tickets Winners",
/// ICML 2020, arXiv:1911.11134, section 3.
public struct ERKAllocation: Allocation {
    /// Creates the allocation.
    public init() {}

    /// `erk`.
    public var description: String { "erk" }

    /// (1 − density) · units of every layer, rounded up where the remainder is largest.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        try shareOut(sparsity: sparsity, among: layers, limits: layers.map(\.defaultLimit)) {
            layers, zeroCount in
            let densities = densities(of: layers, zeroCount: zeroCount)
            return apportioned(
                zip(layers, densities).map { Double($0.unitsPerGroup) * (1 - $1) }, among: layers,
                zeroCount: zeroCount)
        }
    }

    private func densities(of layers: [PrunedLayer], zeroCount: Int) -> [Double] {
        let weightCounts = layers.map { Double($0.weightCount) }
        let dimensionSums = layers.map { layer in
            layer.members.reduce(0) { $0 + $1.dimensionSum }
        }
        var densities = layers.map { _ in 1.0 }
        var sparse = Array(layers.indices)
        while !sparse.isEmpty {
            let keptCount = sparse.reduce(0) { $0 + weightCounts[$1] } - Double(zeroCount)
            let factor = keptCount / sparse.reduce(0) { $0 + dimensionSums[$1] }
            for index in sparse {
                densities[index] = factor * dimensionSums[index] / max(weightCounts[index], 1)
            }
            let excessive = sparse.filter { densities[$0] > 1 }
            if excessive.isEmpty { break }
            for index in excessive { densities[index] = 1 }
            sparse.removeAll { densities[$0] == 1 }
        }
        return densities
    }
}

extension LayerMember {
    /// inputs + outputs + height + width of the parameter; of lower blocks and those above them each the
    /// share that makes their densities equal.
    fileprivate var dimensionSum: Double {
        guard pattern is BlockBand else { return Double(shape.reduce(0, +)) }
        let whole = parameter.tensor.shape
        let share = Double(weightCount) / Double(max(whole.reduce(1, *), 1))
        return Double(whole.reduce(0, +)) * share
    }
}

extension Allocation where Self == ERKAllocation {
    /// Small layers stay denser than large ones.
    public static var erk: ERKAllocation { ERKAllocation() }
}
