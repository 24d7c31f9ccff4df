import Graphs
import TestSupport
import Testing

@Suite struct RandomNetworkTests {
    private static let seeds: [UInt64] = Array(0..<40)
    private let exactly = ThinningOptions(multiple: 1)

    @Test(arguments: seeds) func withoutMaskedChannels(_ seed: UInt64) throws {
        let graph = try RandomNetwork.graph(seed: seed)
        let chosen = try randomChannels(of: graph, seed: seed)
        let masked = try graph.zeroing(chosen)
        let thinning = try masked.thinned(exactly)
        let tolerance = ThinningTests.doubleTolerance
        try expectEqual(masked, thinning.graph, tolerance: tolerance, seed: seed)
        // Channels that carry constants to borders stay, one for each coupling at most.
        let gone = thinning.results.reduce(0) { $0 + $1.channelCountBefore - $1.channelCountAfter }
        #expect(gone >= chosen.reduce(0) { $0 + $1.channels.count } - chosen.count)
        #expect(try thinning.graph.thinned(exactly).graph == thinning.graph)
    }

    @Test(arguments: seeds) func withoutChannelsThatBecameConstant(_ seed: UInt64) throws {
        let graph = try RandomNetwork.graph(seed: seed)
        let masked = try zeroingLargeWeights(graph, try randomChannels(of: graph, seed: seed))
        let once = try masked.thinned(exactly).graph
        try expectEqual(masked, once, tolerance: ThinningTests.doubleTolerance, seed: seed)
        #expect(try once.thinned(exactly).graph == once)
    }

    /// Most weights are zero, in no pattern: channels become constant, or are no longer read, one
    /// because of another.
    @Test(arguments: seeds) func withoutWhatSparseWeightsLeave(_ seed: UInt64) throws {
        var graph = try RandomNetwork.graph(seed: seed)
        var generator = SeededGenerator(seed: seed)
        for (name, weight) in graph.weights.sorted(by: { $0.key < $1.key })
        where weight.elementType.isFloatingPoint && weight.elementCount > 8 {
            let numbers = weight.numbers.map {
                Double.random(in: 0...1, using: &generator) < 0.9 ? 0 : $0
            }
            graph.weights[name] = try TensorData(.float64, numbers: numbers, shape: weight.shape)
        }
        let thinning = try graph.thinned(exactly)
        try expectEqual(
            graph, thinning.graph, tolerance: ThinningTests.doubleTolerance, seed: seed)
        #expect(try thinning.graph.thinned(exactly).graph == thinning.graph)
    }

    @Test(arguments: seeds) func removingIsThinningWhatIsMasked(_ seed: UInt64) throws {
        let graph = try RandomNetwork.graph(seed: seed)
        for choice in try randomChannels(of: graph, seed: seed) {
            let masked = try graph.zeroing([choice])
            var found: Graph?
            let problem = message { found = try graph.removing([choice]) }
            let carriers = "no constant channel stays that could carry their constants"
            guard let removed = found else {
                #expect(problem?.hasSuffix(carriers) ?? false, "\(problem ?? "")")
                continue
            }
            try expectEqual(masked, removed, tolerance: ThinningTests.doubleTolerance, seed: seed)
            let member = try #require(choice.coupling.members.first)
            let shape = try #require(removed.weights[member.weight]?.shape)
            let goneCount = choice.channels.reduce(0) { $0 + member.places[$1].count }
            let before = try #require(graph.weights[member.weight]?.shape[member.axis])
            #expect(shape[member.axis] == before - goneCount)
        }
    }
}
