import Layers
import Pruning
import Tensors
import Testing

@Suite struct OutputChannelsTests {
    @Test func measuresTheNormOfEachFilter() throws {
        let weights = try Tensor([Float(3), 4, 0, 0, -5, 12], shape: [3, 2, 1, 1])

        #expect(try OutputChannels().magnitudes(of: weights).floats() == [5, 0, 13])
    }

    @Test func passesNothingBackToAZeroFilter() throws {
        let weights = try Tensor([Float(3), 4, 0, 0], shape: [2, 2])
        try weights.setRequiresGradient(true)

        try OutputChannels().magnitudes(of: weights).sum().backward()

        #expect(try weights.gradient?.floats() == [0.6, 0.8, 0, 0])
    }

    @Test func passesNothingBackThroughAZeroFilterOfCoupledLayers() throws {
        let entries = try (0..<2).map { _ in
            try ListedWeights.Entry(try Tensor([Float(3), 4, 0, 0], shape: [2, 2]))
        }
        let network = ListedWeights(entries)
        let layer = try PrunedLayer(network.namedParameters, pattern: .outputChannels)

        try layer.magnitudes().sum().backward()

        for entry in entries {
            let gradient = try #require(try entry.weight.tensor.gradient).floats()
            #expect(gradient.allSatisfy { $0.isFinite })
            #expect(gradient[2...] == [0, 0])
        }
    }

    /// Units of several neighbouring channels, with the fast way and without.
    @Test func masksUnitsOfNeighbours() throws {
        var random = RandomWeights(seed: 2)
        let weights = try random.weights([6, 5])
        let pattern = OutputChannels(unitCount: 3)
        #expect(pattern.obstacle(toShape: [6, 5]) == nil)
        #expect(
            pattern.obstacle(toShape: [7, 5])
                == "7 output channels do not divide into 3 units")
        let norms = try pattern.magnitudes(of: weights).floats()
        let numbers = try weights.floats()
        for unit in 0..<3 {
            let own = numbers[unit * 10..<unit * 10 + 10]
            #expect(abs(norms[unit] - own.reduce(0) { $0 + $1 * $1 }.squareRoot()) < 1e-5)
        }
        let mask = try Tensor([Float(1), 0, 1], shape: [1, 3])
        let pruned = try (pattern.spread(mask, overShape: weights.shape) * weights).floats()
        #expect(pruned[10..<20].allSatisfy { $0 == 0 } && pruned[0..<10].allSatisfy { $0 != 0 })
        #expect(pattern.zeroCount(ofShape: [6, 5], prunedUnitCount: 2) == 20)
    }

    @Test func masksWholeFilters() throws {
        var random = RandomWeights(seed: 1)
        let weights = try random.weights([6, 2, 3, 3])
        let pattern = OutputChannels()

        let mask = try hardMask(of: pattern.magnitudes(of: weights), prunedCount: 4)
        let pruned = try (pattern.spread(mask, overShape: weights.shape) * weights).floats()

        let filters = stride(from: 0, to: pruned.count, by: 18).map { pruned[$0..<$0 + 18] }
        #expect(filters.count { $0.allSatisfy { $0 == 0 } } == 4)
        #expect(filters.count { $0.allSatisfy { $0 != 0 } } == 2)
    }

    @Test func saysWhyABiasHasNoChannels() {
        #expect(OutputChannels().obstacle(toShape: [4, 1]) == nil)
        #expect(
            OutputChannels().obstacle(toShape: [4])
                == "weights of shape [4] have no output channels")
    }
}
