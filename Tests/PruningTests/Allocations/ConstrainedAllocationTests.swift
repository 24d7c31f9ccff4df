import Layers
import Pruning
import Tensors
import Testing

@Suite struct ConstrainedAllocationTests {
    @Test(arguments: sharingAllocations, UInt64(0)..<15)
    func keepsTheLimitsAndTheTotal(name: String, seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let layers = try random.network([[4, 6], [8, 6, 3, 3], [9, 12], [20, 9]]).layers()
        let weightCount = layers.reduce(0) { $0 + $1.weightCount }
        var allocation = ConstrainedAllocation(try Allocations.named(name))
        allocation.maximumSparsity = 0.9
        allocation.minimumKeptUnitCount = 20
        allocation.keepsFirstDense = true
        allocation.fixed = [try LayerSparsity("2.weight", sparsity: 0.25)]

        let counts = try allocation.prunedUnitCounts(for: layers, sparsity: 0.7)

        #expect(counts.reduce(0, +) == Int((0.7 * Double(weightCount)).rounded()))
        #expect(counts[0] == 0)
        #expect(counts[2] == 27)
        for (count, layer) in zip(counts, layers) {
            #expect(Double(count) <= 0.9 * Double(layer.unitsPerGroup))
            #expect(layer.unitsPerGroup - count >= 20)
        }
    }

    @Test func capsLayersByAFunction() throws {
        var random = RandomWeights(seed: 1)
        let layers = try random.network([[10, 10], [10, 10], [10, 10]]).layers()
        var allocation = ConstrainedAllocation(.uniform)
        allocation.maximumSparsity = 0.9
        allocation.maximumSparsityOfLayer = { ["0.weight": 0.2, "1.weight": 0.95][$0] }

        #expect(try allocation.prunedUnitCounts(for: layers, sparsity: 0.6) == [20, 80, 80])
        #expect(try allocation.prunedUnitCounts(for: layers, sparsity: 0.66) == [20, 89, 89])

        allocation.maximumSparsityOfLayer = { _ in 1.5 }
        let error = #expect(throws: PruningError.self) {
            try allocation.prunedUnitCounts(for: layers, sparsity: 0.5)
        }
        #expect(error?.description == "'maximum-sparsity' is 1.5; it must be 0 to 1")
    }

    @Test func changesNothingWithoutLimits() throws {
        var random = RandomWeights(seed: 1)
        let layers = try random.network().layers()
        for name in sharingAllocations {
            let base = try Allocations.named(name)
            #expect(
                try ConstrainedAllocation(base).prunedUnitCounts(for: layers, sparsity: 0.6)
                    == base.prunedUnitCounts(for: layers, sparsity: 0.6))
        }
    }

    @Test func keepsTheLastLayerDenseWhateverThePattern() throws {
        var random = RandomWeights(seed: 1)
        let layers = try random.network([[4, 8], [4, 8], [4, 8]]).layers(NOfM(2, of: 4))
        var allocation = ConstrainedAllocation(.uniform)
        allocation.keepsLastDense = true

        #expect(try allocation.prunedUnitCounts(for: layers, sparsity: 0.5) == [2, 2, 0])
    }

    @Test func keepsTheLimitsOfChannels() throws {
        var random = RandomWeights(seed: 1)
        let layers = try random.network([[8, 3, 3, 3], [16, 8, 3, 3], [16, 16, 3, 3]])
            .layers(.outputChannels)
        var allocation = ConstrainedAllocation(.globalMagnitude)
        allocation.maximumSparsity = 0.75

        let counts = try allocation.prunedUnitCounts(for: layers, sparsity: 0.74)

        #expect(zip(counts, [6, 12, 12]).allSatisfy { $0 <= $1 })
        let zeroCount = zip(counts, layers).reduce(0) { $0 + $1.0 * $1.1.weightsPerUnit }
        #expect(zeroCount >= Int(0.74 * Double(216 + 1152 + 2304)))
    }

    @Test func saysWhatTheLimitsAllow() throws {
        var random = RandomWeights(seed: 1)
        let layers = try random.network([[10, 10], [10, 10]]).layers()
        var allocation = ConstrainedAllocation(.globalMagnitude)
        allocation.fixed = [try LayerSparsity("0", sparsity: 0.2)]
        allocation.maximumSparsity = 0.8
        let limits = "the limits of the layers (maximumSparsity 0.8, layers) allow 0.1 to 0.5"
        expect("target sparsity is 0.6; \(limits)") {
            try allocation.prunedUnitCounts(for: layers, sparsity: 0.6)
        }
        expect("target sparsity is 0.05; \(limits)") {
            try allocation.prunedUnitCounts(for: layers, sparsity: 0.05)
        }
        allocation.fixed = [try LayerSparsity("*.bias", sparsity: 0.2)]
        expect(
            "'*.bias' is no layer to be pruned; "
                + "it must be one of the 2 from '0.weight' to '1.weight'"
        ) { try allocation.prunedUnitCounts(for: layers, sparsity: 0.4) }
        allocation.fixed = []
        allocation.maximumSparsity = 1
        allocation.minimumKeptUnitCount = 60
        expect(
            "target sparsity is 0.6; the limits of the layers (minimumKept 60) allow 0.0 to 0.4"
        ) { try allocation.prunedUnitCounts(for: layers, sparsity: 0.6) }
        allocation.maximumSparsity = 1.1
        expect("'maximum-sparsity' is 1.1; it must be 0 to 1") {
            try allocation.prunedUnitCounts(for: layers, sparsity: 0.4)
        }
        allocation.maximumSparsity = 1
        allocation.minimumKeptUnitCount = 0
        expect("'minimum-kept-units' is 0; it must be at least 1") {
            try allocation.prunedUnitCounts(for: layers, sparsity: 0.4)
        }
        expect("target sparsity of layer 'fc' is 1.0; it must be at least 0 and below 1") {
            _ = try LayerSparsity("fc", sparsity: 1)
            return []
        }
    }

    private func expect(_ text: String, _ allocate: () throws -> [Int]) {
        let error = #expect(throws: PruningError.self) { try allocate() }
        #expect(error?.description == text)
    }
}
