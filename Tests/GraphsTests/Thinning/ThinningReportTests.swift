import Graphs
import TestSupport
import Testing

@Suite struct ThinningReportTests {
    /// A convolution `a` with 20 channels, which `zeros` are gone of, and `b`, which reads them.
    private func network(
        zeros: Int, _ activation: UnaryOperator = .relu, groups: Int = 1
    ) throws -> Graph {
        var b = NetworkBuilder(seed: 1)
        let x = b.apply(.unary(activation), try b.conv(b.image(), "a", 3, 20))
        let output = try b.head(b.relu(try b.conv(x, "b", 20, 6, groups: groups)), 6)
        let graph = b.graph([output])
        let coupling = try #require(try graph.couplings().first)
        return try graph.zeroing([(coupling, Set(0..<min(zeros, coupling.channelCount)))])
    }

    private func result(_ graph: Graph, _ options: ThinningOptions) throws -> Thinning.Result {
        try #require(try graph.thinned(options).results.first)
    }

    /// Why channels stayed, with how many.
    private func texts(_ result: Thinning.Result) -> [String] {
        result.kept.map { "\($0.channelCount): \($0.reason)" }
    }

    @Test(arguments: [(0, 20), (3, 20), (4, 16), (11, 16), (12, 8), (20, 8)])
    func roundsUpToAMultiple(zeros: Int, after: Int) throws {
        let result = try result(try network(zeros: zeros), ThinningOptions())
        #expect(result.name == "a.weight" && result.channelCountBefore == 20)
        #expect(result.channelCountAfter == after)
        let kept = zeros - (20 - after)
        let reason = "the count is rounded up to a multiple of 8"
        #expect(texts(result) == (kept > 0 ? ["\(kept): \(reason)"] : []))
    }

    @Test func keepsAsManyAsAreWanted() throws {
        let options = ThinningOptions(multiple: 1, fewestChannels: ["a.weight": 7])
        let result = try result(try network(zeros: 15), options)
        #expect(result.channelCountAfter == 7)
        #expect(
            texts(result) == ["2: at least 7 channels are to stay"])
    }

    @Test func keepsOneOfALayer() throws {
        let result = try result(try network(zeros: 20), ThinningOptions(multiple: 1))
        #expect(result.channelCountAfter == 1)
        #expect(
            texts(result) == ["1: a layer cannot be without channels"])
    }

    @Test func oneChannelCarriesConstantsToTheBorders() throws {
        let result = try result(try network(zeros: 12, .sigmoid), ThinningOptions(multiple: 1))
        #expect(result.channelCountAfter == 9)
        #expect(
            texts(result) == ["1: it carries a constant to the borders of a padded convolution"])
    }

    /// Of a weight with channels of two couplings both keep their share.
    @Test func limitsHoldForAWeightAsAWhole() throws {
        let network = try #require(
            AwkwardNetwork.all.first { $0.name == "channels padded with zeros" })
        let graph = try network.graph()
        let parts = try graph.couplings().filter { ["a.weight", "c.weight"].contains($0.name) }
        let masked = try graph.zeroing(parts.map { ($0, Set(0..<3)) })
        for (fewest, count) in [(0, 2), (3, 4), (5, 6), (8, 8)] {
            let options = ThinningOptions(multiple: 1, fewestChannels: ["c.weight": fewest])
            let thinned = try masked.thinned(options).graph
            #expect(thinned.weights["c.weight"]?.shape[0] == count, "\(fewest)")
        }
        let rounded = try masked.thinned(ThinningOptions(multiple: 2)).graph
        #expect(rounded.weights["c.weight"]?.shape[0] == 4)
    }

    /// The positions of a head count, not the heads.
    @Test func headsFillAMultiple() throws {
        var b = NetworkBuilder(seed: 1)
        let x = b.sequence(16)
        let y = try b.attention(x, "at", width: 16, heads: 4, length: 4)
        let output = b.add(x, y)
        let graph = b.graph([output])
        let heads = try #require(try graph.couplings().first { $0.name == "at.q.weight" })
        let masked = try graph.zeroing([(heads, [0, 2, 3])])
        #expect(
            try masked.thinned().results.first { $0.name == heads.name }?.channelCountAfter == 2)
    }

    @Test(arguments: [
        (
            "outputs of a layer", "a.weight",
            "channels of 'a.weight' cannot be removed: it is an output of the network, 'v1'"
        ),
        (
            "mean of channels and places", "a.weight",
            "channels of 'a.weight' cannot be removed: 'v2' (ReduceMean) takes the mean over all of it"
        ),
        (
            "softmax of channels", "a.weight",
            "channels of 'a.weight' cannot be removed: 'v1' (Softmax) is over all of it"
        ),
        (
            "local response", "a.weight",
            "channels of 'a.weight' cannot be removed: 'v1' (LRN) is over all of it"
        ),
        (
            "feed-forward", "ff.down.weight",
            "channels of 'ff.down.weight' cannot be removed: it is an input of the network, 'x'"
        ),
        (
            "tied embeddings", "embedding#2",
            "channels of 'embedding#2' cannot be removed: 'v1' (Gather) looks its positions up by number"
        ),
        (
            "a reshape across channels", "a.weight",
            "channels of 'a.weight' cannot be removed: 'v3' (Reshape) cuts across it"
        ),
        (
            "attention with one head of keys", "at.q.weight",
            "channels of 'at.q.weight' cannot be removed: zeros in its producers do not make it constant: 'v20' (MatMul) reads it, and it is not constant"
        ),
        (
            "attention with one head of keys", "at.k.weight",
            "channels of 'at.k.weight' cannot be removed: 'v14' (MatMul) joins it with positions that cannot be removed"
        ),
        (
            "packed attention", "out.weight",
            "channels of 'out.weight' cannot be removed: it is an output of the network, 'out'"
        ),
    ])
    func namesWhatCannotGo(name: String, coupling: String, text: String) throws {
        let network = try #require(AwkwardNetwork.all.first { $0.name == name })
        let graph = try network.graph()
        let chosen = try #require(try graph.couplings().first { $0.name == coupling })
        let found = message { _ = try graph.removing([(chosen, [0])]) }
        #expect(found == text)
    }

    @Test func refusesAllChannelsAndWhatIsNotThere() throws {
        let graph = try network(zeros: 0)
        let coupling = try #require(try graph.couplings().first)
        let all = message { _ = try graph.removing([(coupling, Set(0..<20))]) }
        #expect(
            all
                == "channels of 'a.weight' cannot be removed: nothing would be left of 'a'")
        let beyond = message { _ = try graph.removing([(coupling, [20])]) }
        #expect(
            beyond == "channels of 'a.weight' cannot be removed: they are not in this network")
        let other = try #require(AwkwardNetwork.all.first { $0.name == "attention" })
        let strange = message { _ = try other.graph().removing([(coupling, [0])]) }
        #expect(
            strange == "channels of 'a.weight' cannot be removed: they are not in this network")
    }

    @Test func refusesConstantsAtBordersWithoutACarrier() throws {
        let graph = try network(zeros: 0, .sigmoid)
        let coupling = try #require(try graph.couplings().first)
        let found = message { _ = try graph.removing([(coupling, [0, 1])]) }
        #expect(
            found
                == "channels of 'a.weight' cannot be removed: no constant channel stays that could carry their constants"
        )
    }

    @Test func keepsConstantsAtBordersOfGroups() throws {
        let graph = try network(zeros: 20, .sigmoid, groups: 2)
        let result = try result(graph, ThinningOptions(multiple: 1))
        #expect(result.channelCountBefore == 2 && result.channelCountAfter == 1)
    }

    @Test func refusesWhatCalculatesWithTheNumberOfChannels() throws {
        var b = NetworkBuilder(seed: 1)
        let x = b.relu(try b.conv(b.image(), "a", 3, 8))
        let sizes = b.apply(.shape(start: 0, end: 2), x)
        let scales = b.apply(.cast(to: .float64), sizes)
        let shape = b.integers([1, 2, 1, 1])
        let most = b.apply(
            .reduce(.max, axes: [1], keepsAxes: true),
            b.apply(.reshape(allowsZero: false), scales, shape))
        let output = try b.head(b.mul(x, most), 8)
        let graph = b.graph([output])
        let coupling = try #require(try graph.couplings().first)
        let found = message { _ = try graph.removing([(coupling, [0])]) }
        #expect(
            found
                == "node 'v3' (Cast): it calculates with the number of channels, which changes")
    }

    @Test func leavesAGraphWithoutEmptyChannelsAsItIs() throws {
        let graph = try network(zeros: 0)
        let thinning = try graph.thinned()
        #expect(thinning.graph == graph)
        #expect(thinning.results.allSatisfy { $0.channelCountAfter == $0.channelCountBefore })
    }
}
