import Layers
import Pruning
import Testing

@Suite struct TargetedAllocationTests {
    private func layers(_ shapes: [[Int]], pattern: some Pattern) throws -> [PrunedLayer] {
        var random = RandomWeights(seed: 5)
        return try Pruner(
            random.network(shapes), sparsity: 0, pattern: pattern, schedule: .oneShot,
            method: PDP.paper(), where: { _ in true }
        ).layers
    }

    /// The weights that are left.
    private static let weightsLeft: @Sendable ([PrunedLayer], [Int]) -> Double = { layers, counts in
        Double(
            zip(layers, counts).reduce(0) {
                $0 + $1.0.weightCount - $1.0.zeroCount(prunedUnitCount: $1.1)
            })
    }

    @Test(arguments: [0.9, 0.5, 0.1]) func takesNoMoreThanItMustForTheTarget(share: Double) throws {
        let layers = try layers([[40, 30], [30, 20]], pattern: .unstructured)
        let limit = share * 1800
        let allocation = TargetedAllocation(
            .globalMagnitude, of: "weights", atMost: limit, cost: Self.weightsLeft)
        let counts = try allocation.prunedUnitCounts(for: layers, sparsity: 0)
        #expect(Self.weightsLeft(layers, counts) == limit.rounded(.down))
        #expect(counts.allSatisfy { $0 > 0 })
    }

    @Test func refusesATargetThatTheNetworkMeetsAnyway() throws {
        let layers = try layers([[4, 3]], pattern: .unstructured)
        let allocation = TargetedAllocation(
            .uniform, of: "weights", atMost: 12, cost: Self.weightsLeft)
        #expect(
            throws: PruningError.needlessTarget(quantity: "weights", limit: 12, whole: 12)
        ) { try allocation.prunedUnitCounts(for: layers, sparsity: 0.9) }
    }

    @Test(arguments: [1, 4, 8]) func keepsAMultipleOfChannels(multiple: Int) throws {
        let layers = try layers([[32, 3], [24, 32]], pattern: .outputChannels)
        let allocation = TargetedAllocation(
            .globalMagnitude, of: "weights", atMost: 500, multiple: multiple,
            cost: Self.weightsLeft)
        let counts = try allocation.prunedUnitCounts(for: layers, sparsity: 0)
        for (layer, count) in zip(layers, counts) {
            let kept = layer.unitsPerGroup - count
            #expect(kept > 0 && (kept % multiple == 0 || count == 0))
        }
        #expect(Self.weightsLeft(layers, counts) <= 500)
    }

    @Test func saysWhatIsLeastWhereTheTargetIsTooLow() throws {
        let layers = try layers([[10, 8]], pattern: .outputChannels)
        let allocation = TargetedAllocation(
            .uniform, of: "weights", atMost: 3, cost: Self.weightsLeft)
        #expect(
            throws: PruningError.unreachableTarget(quantity: "weights", limit: 3, least: 8)
        ) { try allocation.prunedUnitCounts(for: layers, sparsity: 0) }
    }
}
