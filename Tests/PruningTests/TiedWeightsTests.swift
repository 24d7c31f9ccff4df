import Layers
import Pruning
import Tensors
import Testing

/// One parameter in two places of a network.
@Suite struct TiedWeightsTests {
    private final class Tied: Module {
        let encoder: ListedWeights.Entry
        let middle: ListedWeights.Entry
        let decoder: ListedWeights.Entry

        init() throws {
            var random = RandomWeights(seed: 2)
            encoder = try .init(random.weights([4, 6]))
            middle = try .init(random.weights([5, 6]))
            decoder = encoder
        }
    }

    @Test func isOneLayerAndCountedOnce() throws {
        let network = try Tied()
        #expect(network.namedParameters.count == 3)
        #expect(
            network.namedParameters.distinct.map(\.path) == ["encoder.weight", "middle.weight"])
        let pruner = try Pruner(network, sparsity: 0.5, schedule: .oneShot, method: PDP.paper())
        #expect(pruner.layers.map(\.paths) == [["encoder.weight"], ["middle.weight"]])
        #expect(pruner.parameterCount == 24 + 30)
        #expect(try pruner.plan().prunableWeightCount == 54)
        try pruner.harden()
        let zeroCount = try [network.encoder, network.middle].reduce(0) {
            try $0 + $1.weight.tensor.zeroCount()
        }
        #expect(zeroCount == 27)
    }

    @Test(arguments: ["encoder.weight", "decoder.weight"])
    func isLeftOutWhereOnePlaceIs(path: String) throws {
        let pruner = try Pruner(
            Tied(), sparsity: 0.5, schedule: .oneShot, method: PDP.paper(),
            where: { $0.path != path })
        #expect(pruner.layers.map(\.paths) == [["middle.weight"]])
        #expect(pruner.excluded.map(\.path) == ["encoder.weight"])
    }
}
