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
