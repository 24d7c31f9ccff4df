import Layers
import Pruning
import Tensors
import Testing

@Suite struct ChannelMethodsTests {
    @Test func l2NormPrunesTheSmallestFilters() throws {
        let network = try OneLayer([3, 0, -1, -1, 2, 2, 0, 1], shape: [4, 2])
        let pruner = try network.pruner(L2Norm(), pattern: .outputChannels)
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [3, 0, 0, 0, 2, 2, 0, 0])
    }

    /// The third filter is the largest, but lies in the middle of the others.
    @Test func fpgmPrunesTheMostReplaceableFilter() throws {
        let network = try OneLayer([1, 0, 8, 1, 5, 5, 5, 9], shape: [4, 2])
        let pruner = try network.pruner(FPGM(), sparsity: 0.25, pattern: .outputChannels)
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [1, 0, 8, 1, 0, 0, 5, 9])
    }

    @Test func networkSlimmingPrunesTheSmallestScales() throws {
        let network = try TwoLayers()
        try network.bn1.weight.tensor.setValues([-3, 0.1, 2, -0.2])
        let method = try NetworkSlimming(strength: 0.5, network: network)
        let pruner = try halfPruner(
            network, method, pattern: .outputChannels, layers: ["conv1.weight"])
        try pruner.advance(to: start)
        let kept = try network.conv1.weight.effective.magnitude().sum(along: [1, 2, 3])
            .isGreater(than: 0).elements(as: Bool.self)
        #expect(kept == [true, false, true, false])
        let penalty = try #require(try method.penalty(for: pruner.layers)).item()
        #expect(abs(penalty - 2.65) < 1e-6)
    }

    @Test func networkSlimmingTakesScalesFromAClosure() throws {
        let network = try TwoLayers()
        let method = try NetworkSlimming { path in
            path == "conv1.weight" ? network.bn1.weight : nil
        }
        _ = try halfPruner(network, method, pattern: .outputChannels, layers: ["conv1.weight"])
    }

    @Test func networkSlimmingNeedsScales() throws {
        let network = try TwoLayers()
        let method = try NetworkSlimming(network: network)
        let error = #expect(throws: PruningError.self) {
            try halfPruner(network, method, pattern: .outputChannels)
        }
        #expect(
            error?.description == "no batch normalisation of 3 channels was found after layer "
                + "'fc.weight'; every pruned layer must have one")
    }
}
