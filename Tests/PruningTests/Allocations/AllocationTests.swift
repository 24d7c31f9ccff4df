import Layers
import Pruning
import Tensors
import Testing

/// The names of the allocations that share a number of zeros out.
let sharingAllocations = Allocations.names.filter { $0 != "explicit" }

@Suite struct AllocationTests {
    static let sparsities = [0, 0.013, 0.37, 0.5, 0.81]

    @Test(arguments: sharingAllocations, UInt64(0)..<20)
    func reachesTheExactTotal(name: String, seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let layers = try random.network().layers()
        let weightCount = layers.reduce(0) { $0 + $1.weightCount }
        let allocation = try Allocations.named(name)
        for sparsity in Self.sparsities {
            let counts = try allocation.prunedUnitCounts(for: layers, sparsity: sparsity)

            #expect(counts.reduce(0, +) == Int((sparsity * Double(weightCount)).rounded()))
            #expect(zip(counts, layers).allSatisfy { $0 >= 0 && $0 < $1.unitsPerGroup })
        }
    }

    @Test(arguments: sharingAllocations, UInt64(0)..<20)
    func prunesEnoughWeightsInWholeChannels(name: String, seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let layers = try random.network([[8, 3, 3, 3], [12, 8, 3, 3], [12, 12, 1, 1], [10, 12]])
            .layers(.outputChannels)
        let weightCount = layers.reduce(0) { $0 + $1.weightCount }
        let largestUnit = layers.map(\.weightsPerUnit).max() ?? 0
        let allocation = try Allocations.named(name)
        for sparsity in Self.sparsities {
            let counts = try allocation.prunedUnitCounts(for: layers, sparsity: sparsity)

            let zeroCount = zip(counts, layers).reduce(0) { $0 + $1.0 * $1.1.weightsPerUnit }
            let wanted = Int((sparsity * Double(weightCount)).rounded())
            #expect(zeroCount >= wanted && zeroCount < wanted + largestUnit)
        }
    }

    @Test(arguments: UInt64(0)..<10)
    func prunesTheSmallestWeightsOfTheNetwork(seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let network = try random.network([[6, 5], [4, 6, 2, 2], [3, 40]])
        let all = try network.namedParameters.enumerated().flatMap { index, named in
            try named.parameter.tensor.floats().map { (abs($0), index) }
        }

        let counts = try GlobalMagnitudeAllocation().prunedUnitCounts(
            for: network.layers(), sparsity: 0.3)

        let smallest = all.sorted { $0 < $1 }.prefix(Int((0.3 * Double(all.count)).rounded()))
        #expect(counts == (0..<3).map { layer in smallest.count { $0.1 == layer } })
    }

    @Test(arguments: [0.013, 0.3, 0.5, 0.97], UInt64(0)..<5)
    func scansFindWhatOperatorsFind(sparsity: Double, seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let network = try random.network([[6, 5], [4, 6, 2, 2], [3, 40]])
        let scanned = try GlobalMagnitudeAllocation().prunedUnitCounts(
            for: network.layers(), sparsity: sparsity)

        // Double precision takes the way of LibTorch's operators.
        try network.convert(to: .float64)
        let composed = try GlobalMagnitudeAllocation().prunedUnitCounts(
            for: network.layers(), sparsity: sparsity)

        #expect(scanned == composed)
    }

    @Test func givesEqualWeightsOfEarlierLayersFirst() throws {
        let layers = try constantNetwork([1, 1, 1]).layers()

        #expect(
            try GlobalMagnitudeAllocation().prunedUnitCounts(for: layers, sparsity: 0.5)
                == [9, 6, 0])
    }

    @Test func roundsUpWhereTheRemainderIsLargest() throws {
        var random = RandomWeights(seed: 1)
        let layers = try random.network([[10, 1], [13, 1], [6, 1]]).layers()

        // 3.5, 4.55 and 2.1 units, 10.15 together; then 5, 6.5 and 3, 14.5 together.
        #expect(
            try UniformAllocation().prunedUnitCounts(for: layers, sparsity: 0.35) == [3, 5, 2])
        #expect(
            try UniformAllocation().prunedUnitCounts(for: layers, sparsity: 0.5) == [5, 7, 3])
    }

    @Test func neverTakesAllOfALayer() throws {
        let layers = try constantNetwork([0.001, 1, 2]).layers()

        #expect(
            try GlobalMagnitudeAllocation().prunedUnitCounts(for: layers, sparsity: 0.5)
                == [9, 6, 0])
        #expect(
            try UniformAllocation().prunedUnitCounts(for: layers, sparsity: 0.9) == [9, 9, 9])
    }

    @Test func refusesWhatWouldTakeAllOfALayer() throws {
        let layers = try constantNetwork([1, 1, 1]).layers()
        for name in sharingAllocations {
            let error = #expect(throws: PruningError.self) {
                try Allocations.named(name).prunedUnitCounts(for: layers, sparsity: 0.95)
            }
            #expect(
                error?.description
                    == "target sparsity is 0.95; the limits of the layers allow 0.0 to 0.9")
        }
    }

    @Test func comparesChannelsByTheirRootMeanSquare() throws {
        let small = try ListedWeights.Entry(try Tensor.full([4, 2], 0.5))
        let large = try ListedWeights.Entry(try Tensor.full([4, 100], 0.4))
        let layers = try ListedWeights([small, large]).layers(.outputChannels)

        let counts = try GlobalMagnitudeAllocation().prunedUnitCounts(for: layers, sparsity: 0.6)

        #expect(counts == [0, 3])
    }

    @Test func takesTheCountsOfThePattern() throws {
        var random = RandomWeights(seed: 2)
        let layers = try random.network([[4, 8], [4, 4, 3, 3]]).layers(NOfM(1, of: 4))
        for name in sharingAllocations {
            let counts = try Allocations.named(name).prunedUnitCounts(for: layers, sparsity: 0.9)
            #expect(counts == [3, 3])
        }
    }

    @Test func refusesAnUnknownName() {
        let error = #expect(throws: PruningError.self) { try Allocations.named("random") }
        #expect(
            error?.description
                == "there is no allocation 'random'; it must be one of global, uniform, erk, "
                + "explicit")
    }

    /// Layers of ten equal weights each.
    private func constantNetwork(_ values: [Double]) throws -> ListedWeights {
        ListedWeights(try values.map { try ListedWeights.Entry(try Tensor.full([2, 5], $0)) })
    }
}
