import Graphs
import TestSupport
import Testing

/// Channels of which layer norms and means are taken.
@Suite struct AveragedChannelsTests {
    private let exactly = ThinningOptions(multiple: 1)

    /// Channels that are constant, but not zero, before a norm whose scale is zero there.
    private func graph(scale: Double) throws -> (Graph, Coupling) {
        var b = NetworkBuilder(seed: 5)
        let x = try b.linear(b.sequence(6), "a", 6, 8)
        let y = try b.linear(try b.layerNorm(x, "n", 8), "fc", 8, 5)
        var graph = b.graph([y])
        let coupling = try #require(try graph.couplings().first { $0.name == "a.weight" })
        let before = graph
        graph = try graph.zeroing([(coupling, [1, 4, 6])])
        graph.weights["a.bias"] = before.weights["a.bias"]
        graph.weights["n.bias"] = before.weights["n.bias"]
        let scales = (0..<8).map { [1, 4, 6].contains($0) ? scale : 0.5 + Double($0) }
        graph.weights["n.weight"] = try TensorData(.float64, numbers: scales, shape: [8])
        return (graph, coupling)
    }

    @Test func constantsAreCountedOn() throws {
        let (graph, coupling) = try graph(scale: 0)
        #expect(coupling.isAveraged)
        let thinning = try graph.thinned(exactly)
        try expectEqual(graph, thinning.graph, tolerance: ThinningTests.doubleTolerance)
        #expect(thinning.graph.weights["a.weight"]?.shape == [6, 5])
        #expect(thinning.graph.weights["fc.weight"]?.shape == [5, 5])
        #expect(try thinning.graph.thinned(exactly).graph == thinning.graph)
    }

    @Test func channelsStayWhereTheScaleSendsTheMeanOn() throws {
        let (graph, coupling) = try graph(scale: 1e-3)
        let result = try #require(
            try graph.thinned(exactly).results.first { $0.name == coupling.name })
        #expect(result.channelCountAfter == 8)
        #expect(
            result.kept.map(\.reason) == ["'v2' (MatMul) reads it, and it is not constant"])
    }

    /// A network that is thinned, pruned again and thinned again.
    @Test func normsAreThinnedTwice() throws {
        let network = try #require(
            AwkwardNetwork.all.first { $0.name == "norms before layers" })
        let graph = try network.graph()
        let first = try #require(try graph.couplings().first { $0.name == "table" })
        let once = try graph.zeroing([(first, [0, 5])]).thinned(exactly).graph
        let second = try #require(try once.couplings().first { $0.name == "table" })
        #expect(second.channelCount == 6 && second.obstacle == nil)
        let masked = try once.zeroing([(second, [2, 3])])
        let twice = try masked.thinned(exactly).graph
        try expectEqual(masked, twice, tolerance: ThinningTests.doubleTolerance)
        #expect(twice.weights["table"]?.shape == [10, 4])
    }
}
