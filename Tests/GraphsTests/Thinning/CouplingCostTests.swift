import Graphs
import TestSupport
import Testing

/// What is foretold of a thinned network is what its graph counts.
@Suite struct CouplingCostTests {
    @Test(arguments: AwkwardNetwork.all) func costsAreThoseOfTheThinnedNetwork(
        _ network: AwkwardNetwork
    ) throws {
        let graph = try network.graph().binding(["batch": 2, "length": 4])
        let costs = try CouplingCosts(of: graph)
        let whole = try graph.count()
        #expect(costs.whole.multiplyAdds == whole.multiplyAdds)
        #expect(costs.whole.parameterCount == whole.parameterCount)
        // A channel that carries the constants of others stays.
        guard network.carrierCount == 0 else { return }
        let chosen = try randomChannels(of: graph, seed: 9)
        let removed = costs.couplings.map { coupling in
            chosen.first { $0.coupling.name == coupling.name }?.channels.count ?? 0
        }
        let thinned = try graph.removing(chosen)
        let cost = costs.cost(removing: removed)
        // Constants that thinning adds, such as the share of channels that is left, are no parameters.
        let added = thinned.weights.filter { name, data in
            graph.weights[name] == nil && data.elementType.isFloatingPoint
        }.reduce(0) { $0 + $1.value.elementCount }
        #expect(cost.parameterCount == (try thinned.count().parameterCount) - added)
        #expect(try cost.multiplyAdds >= thinned.count().multiplyAdds)
        if try graph.weightUseCounts().count == graph.nodes.filter(\.isProduct).count {
            #expect(cost.multiplyAdds == (try thinned.count().multiplyAdds))
        }
    }
}

extension Node {
    /// Whether the node multiplies and adds.
    fileprivate var isProduct: Bool {
        switch operation {
        case .convolution, .transposedConvolution, .gemm, .matMul: true
        default: false
        }
    }
}
