/// Another allocation within limits; what the limits take from a layer is shared out among the
/// others, so that the total stays exact.
///
/// Where the pattern itself says how many units are pruned, as N:M does, only ``fixed``,
/// ``keepsFirstDense`` and ``keepsLastDense`` apply. An ``ExplicitAllocation`` has sparsities of its
/// own for all layers, so it is not to be limited.
public struct ConstrainedAllocation: Allocation {
    /// What shares the zeros out within the limits.
    public let base: any Allocation

    /// The largest share of zeros in a layer, in `0...1`.
    public var maximumSparsity = 1.0

    /// The largest share of zeros, in `0...1`, for the path of a weight; `nil` where
    /// ``maximumSparsity`` alone limits it. Of parameters that share a mask the lowest holds.
    public var maximumSparsityOfLayer: @Sendable (_ path: String) -> Double? = { _ in nil }

    /// The fewest units of each group that stay; at least one does.
    public var minimumKeptUnitCount = 1

    /// Whether the first layer is not pruned.
    public var keepsFirstDense = false

    /// Whether the last layer is not pruned.
    public var keepsLastDense = false

    /// Layers with a sparsity of their own, before all other limits; of several rules that match a
    /// layer the first one holds.
    public var fixed: [LayerSparsity] = []

    /// Creates an allocation without limits but the one that no group loses its last unit.
    public init(_ base: any Allocation) {
        self.base = base
    }

    /// `constrained`, with the base.
    public var description: String { "constrained \(base)" }

    /// Whether the base does.
    public var dependsOnWeights: Bool { base.dependsOnWeights }

    /// The base's numbers within the limits.
    ///
    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)`` if
    ///   ``maximumSparsity``, ``maximumSparsityOfLayer`` or ``minimumKeptUnitCount`` is out of range,
    ///   ``PruningError/unreachableSparsity(_:allowed:limits:)`` if the limits leave no room,
    ///   ``PruningError/unknownLayer(_:first:last:count:)`` if a rule of ``fixed`` matches no layer.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        do {
            return try shareOut(sparsity: sparsity, among: layers, limits: limits(of: layers)) {
                layers, zeroCount in
                guard zeroCount > 0 else { return layers.map { _ in 0 } }
                let weightCount = layers.reduce(0) { $0 + $1.weightCount }
                return try base.prunedUnitCounts(
                    for: layers, sparsity: Double(zeroCount) / Double(weightCount))
            }
        } catch PruningError.unreachableSparsity(let found, let allowed, _) {
            throw PruningError.unreachableSparsity(found, allowed: allowed, limits: limitTexts)
        }
    }

    /// The limits that were asked for, by the names that recipes give them.
    var limitTexts: [String] {
        [
            maximumSparsity < 1 ? "maximumSparsity \(maximumSparsity)" : nil,
            minimumKeptUnitCount > 1 ? "minimumKept \(minimumKeptUnitCount)" : nil,
            keepsFirstDense ? "keepFirstDense" : nil, keepsLastDense ? "keepLastDense" : nil,
            fixed.isEmpty ? nil : "layers",
        ].compactMap { $0 }
    }

    /// The allocation with `share` times the sparsities of ``fixed``.
    public func onTheWay(_ share: Double) throws -> any Allocation {
        var scaled = self
        scaled.fixed = try fixed.map { try $0.scaled(by: share) }
        return scaled
    }

    private func limits(of layers: [PrunedLayer]) throws -> [UnitLimit] {
        guard maximumSparsity >= 0, maximumSparsity <= 1 else {
            throw invalidMaximum(maximumSparsity)
        }
        guard minimumKeptUnitCount >= 1 else {
            throw PruningError.invalidSetting(
                name: "minimum-kept-units", found: "\(minimumKeptUnitCount)", allowed: "at least 1")
        }
        let sparsities = try fixed.sparsities(of: layers)
        return try layers.enumerated().map { index, layer in
            if let sparsity = sparsities[index] {
                return .exactly(try layer.unitCount(forSparsity: sparsity))
            }
            // Several layers may have outputs of one parameter.
            let isFirst = layer.paths == layers.first?.paths
            let isLast = layer.paths == layers.last?.paths
            if keepsFirstDense && isFirst || keepsLastDense && isLast { return .exactly(0) }
            if layer.patternUnitCount != nil { return layer.defaultLimit }
            return .atMost(try largestCount(of: layer))
        }
    }

    private func largestCount(of layer: PrunedLayer) throws -> Int {
        let ofPaths = layer.paths.compactMap(maximumSparsityOfLayer)
        if let wrong = ofPaths.first(where: { !(0...1).contains($0) }) {
            throw invalidMaximum(wrong)
        }
        let maximum = min(maximumSparsity, ofPaths.min() ?? 1)
        // 0.29 · 100 is a little less than 29 in floating point.
        let bySparsity = Int(maximum * Double(layer.unitsPerGroup) + 1e-6)
        return max(0, min(bySparsity, layer.unitsPerGroup - minimumKeptUnitCount))
    }

    private func invalidMaximum(_ found: Double) -> PruningError {
        .invalidSetting(name: "maximum-sparsity", found: "\(found)", allowed: "0 to 1")
    }
}
