import Layers
import Tensors

extension Pruner {
    /// What pruning will do, layer by layer, with the weights as they are now. Nothing is changed.
    ///
    /// Before pruning has started the allocation is asked; after that the plan says what was
    /// allocated.
    ///
    /// - Parameter useCounts: How often each weight is used for one input, by path, as
    ///   `weightUseCounts` of a layer gives it; multiply-adds of other weights stay unknown.
    /// - Returns: The plan.
    /// - Throws: ``PruningError`` if the layers cannot reach the sparsity.
    public func plan(useCounts: [String: Int] = [:]) throws -> PruningPlan {
        let counts = isAllocated ? layers.map(\.targetUnitCount) : try allocatedUnitCounts()
        var plan = PruningPlan(
            pattern: layers[0].pattern.description, allocation: allocation.description,
            targetSparsity: targetSparsity(unitCounts: counts),
            layers: zip(layers, counts).map(PruningPlan.Layer.init(_:prunedUnitCount:)),
            excluded: excluded, parameterCount: parameterCount)
        for (index, layer) in layers.enumerated() {
            let uses = layer.members.map { member in
                useCounts[member.path].map { $0 * member.weightCount }
            }
            let known = uses.compactMap { $0 }
            plan.layers[index].multiplyAdds =
                known.count == uses.count ? known.reduce(0, +) : nil
        }
        for (index, exclusion) in plan.excluded.enumerated() {
            plan.excluded[index].multiplyAdds =
                useCounts[exclusion.path].map { $0 * exclusion.weightCount }
        }
        return plan
    }

    /// Checks that the layers can reach the sparsity, with the weights as they are now. Nothing is changed.
    ///
    /// - Throws: ``PruningError`` if they cannot.
    public func checkTargets() throws {
        if !isAllocated { _ = try allocatedUnitCounts() }
    }

    /// The share of zeros wanted over all weights of ``layers``: ``sparsity``, or what the pattern or the
    /// allocation say in its place, 0 until that is known.
    public var targetSparsity: Double {
        targetSparsity(unitCounts: layers.map(\.targetUnitCount))
    }

    /// As ``targetSparsity``, for other numbers of pruned units of every layer.
    public func targetSparsity(unitCounts counts: [Int]) -> Double {
        let isOpen = layers.contains { $0.patternUnitCount == nil }
        if isOpen, !allocation.hasOwnSparsities { return sparsity }
        let zeroCount = zip(layers, counts).reduce(0) {
            $0 + $1.0.leastZeroCount(prunedUnitCount: $1.1)
        }
        return Double(zeroCount) / Double(max(layers.reduce(0) { $0 + $1.weightCount }, 1))
    }

    /// Whether the targets of single layers may still change: they follow from the weights as they
    /// are when pruning starts, or when the method cuts.
    public var hasOpenTargets: Bool {
        guard layers.contains(where: { $0.patternUnitCount == nil }) else { return false }
        guard reallocation == .never else { return !isFrozen && !isHardened }
        guard !isAllocated, allocation.dependsOnWeights else { return false }
        return startEpoch != 0 || startStep != 0 || method.reallocates(at: .hardening)
    }

    /// The allocation's numbers of units to prune in each group.
    ///
    /// - Parameter share: Of all zeros, in `0...1`, those that are shared out.
    /// - Returns: The numbers, layer by layer.
    /// - Throws: ``PruningError/invalidPrunedCount(_:unitCount:)`` for a number that would leave a
    ///   group empty, and what the allocation throws.
    func allocatedUnitCounts(share: Double = 1) throws -> [Int] {
        let counts: [Int]
        let shared = share < 1 ? try allocation.onTheWay(share) : allocation
        do {
            counts = try shared.prunedUnitCounts(for: layers, sparsity: share * sparsity)
        } catch PruningError.unreachableSparsity(let found, let allowed, _)
            where share < 1 && found < allowed.lowerBound
        {
            // Layers with sparsities of their own have been rounded up.
            counts = try shared.prunedUnitCounts(for: layers, sparsity: allowed.lowerBound)
        }
        for (layer, count) in zip(layers, counts) {
            let largest = max(layer.unitsPerGroup - 1, 0)
            guard count >= 0, count <= largest else {
                throw PruningError.invalidPrunedCount(count, unitCount: largest)
            }
        }
        return counts
    }
}

extension PruningPlan.Layer {
    init(_ layer: PrunedLayer, prunedUnitCount: Int) {
        let zeroCount = layer.zeroCount(prunedUnitCount: prunedUnitCount)
        self.init(
            paths: layer.paths, shapes: layer.members.map(\.shape),
            kinds: layer.parameters.map(\.kind.name), weightCount: layer.weightCount,
            prunedUnitCount: prunedUnitCount, unitsPerGroup: layer.unitsPerGroup,
            sparsity: Double(zeroCount) / Double(max(layer.weightCount, 1)), multiplyAdds: nil)
        if layer.members.contains(where: \.isPart) { channels = layer.members.map(\.channels) }
        if layer.heldZeroCount > 0 {
            leastZeroCount = layer.leastZeroCount(prunedUnitCount: prunedUnitCount)
        }
    }
}

extension Module {
    /// The number of elements of all parameters, one that stands in several places counted once.
    var parameterCount: Int {
        namedParameters.distinct.reduce(0) { $0 + $1.parameter.tensor.count }
    }
}
