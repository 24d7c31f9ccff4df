import Graphs
import TestSupport
import Testing

@Suite struct ThinningTests {
    /// Double precision adds a few thousand terms of size 1: their order moves the last bits only.
    static let doubleTolerance = 1e-10
    /// Single precision rounds after every node.
    static let singleTolerance = 2e-4

    @Test(arguments: AwkwardNetwork.all) func findsTheCouplings(_ network: AwkwardNetwork) throws {
        let couplings = try network.graph().couplings().filter { $0.obstacle == nil }
        #expect(couplings.map { "\($0.name) \($0.channelCount)" } == network.removable)
    }

    @Test(arguments: AwkwardNetwork.all) func thinnedEqualsMasked(_ network: AwkwardNetwork) throws
    {
        let graph = try network.graph()
        let chosen = try randomChannels(of: graph, seed: 3)
        let masked = try graph.zeroing(chosen)
        let thinning = try masked.thinned(ThinningOptions(multiple: 1))
        try expectEqual(masked, thinning.graph, tolerance: Self.doubleTolerance)
        let gone = chosen.reduce(0) { $0 + $1.channels.count }
        let counts = thinning.results.reduce((before: 0, after: 0)) {
            ($0.before + $1.channelCountBefore, $0.after + $1.channelCountAfter)
        }
        #expect(counts.before - counts.after == gone - (gone > 0 ? network.carrierCount : 0))
        for (coupling, channels) in chosen where network.carrierCount == 0 {
            let widened = graph.normWeights
            for member in coupling.members where !widened.contains(member.weight) {
                let axis = thinning.graph.weights[member.weight]?.shape[member.axis]
                let before = graph.weights[member.weight]?.shape[member.axis] ?? 0
                #expect(axis.map { $0 < before } ?? (channels.count == coupling.channelCount))
            }
        }
    }

    /// What is empty in one coupling goes, whatever is in the others.
    @Test(arguments: AwkwardNetwork.all) func eachCouplingIsThinnedByItself(
        _ network: AwkwardNetwork
    ) throws {
        let graph = try network.graph()
        for choice in try randomChannels(of: graph, seed: 8) {
            let masked = try graph.zeroing([choice])
            let thinning = try masked.thinned(ThinningOptions(multiple: 1))
            try expectEqual(masked, thinning.graph, tolerance: Self.doubleTolerance)
            let result = try #require(
                thinning.results.first { $0.name == choice.coupling.name })
            let goneCount = result.channelCountBefore - result.channelCountAfter
            #expect(
                goneCount >= choice.channels.count - (network.carrierCount > 0 ? 1 : 0),
                "\(result)")
        }
    }

    @Test(arguments: AwkwardNetwork.all) func biasesOfEmptyChannelsAreFolded(
        _ network: AwkwardNetwork
    ) throws {
        let graph = try network.graph()
        let masked = try zeroingLargeWeights(graph, try randomChannels(of: graph, seed: 4))
        let thinned = try masked.thinned(ThinningOptions(multiple: 1)).graph
        try expectEqual(masked, thinned, tolerance: Self.doubleTolerance)
    }

    @Test(arguments: AwkwardNetwork.all) func thinnedTwiceIsTheSame(_ network: AwkwardNetwork)
        throws
    {
        let graph = try network.graph()
        #expect(try graph.thinned().graph == graph)
        let masked = try zeroingLargeWeights(graph, try randomChannels(of: graph, seed: 5))
        let once = try masked.thinned(ThinningOptions(multiple: 1)).graph
        let twice = try once.thinned(ThinningOptions(multiple: 1)).graph
        #expect(once == twice)
    }

    @Test(arguments: AwkwardNetwork.all) func singlePrecisionIsNear(_ network: AwkwardNetwork)
        throws
    {
        let graph = try network.graph(.float32)
        let masked = try graph.zeroing(try randomChannels(of: graph, seed: 6))
        let thinned = try masked.thinned(ThinningOptions(multiple: 2)).graph
        try expectEqual(masked, thinned, tolerance: Self.singleTolerance)
    }
}

extension Graph {
    /// The numbers of layer norms, which stay as many as they are.
    fileprivate var normWeights: Set<String> {
        Set(
            nodes.flatMap { node -> [String] in
                guard case .layerNormalization = node.operation else { return [] }
                return node.inputs.dropFirst().compactMap { $0 }
            })
    }
}

/// About half of the channels of every coupling that may lose some, never all.
func randomChannels(
    of graph: Graph, seed: UInt64
) throws -> [(coupling: Coupling, channels: Set<Int>)] {
    var generator = SeededGenerator(seed: seed)
    return try graph.couplings().filter { $0.obstacle == nil && $0.channelCount > 1 }.map {
        let channels = Array(0..<$0.channelCount).shuffled(using: &generator)
        return ($0, Set(channels.prefix(max(1, $0.channelCount / 2))))
    }
}

/// The graph with zeros in the weights of more than one axis that make channels; biases and what
/// norms scale and shift stay.
func zeroingLargeWeights(
    _ graph: Graph, _ channels: [(coupling: Coupling, channels: Set<Int>)]
) throws -> Graph {
    var result = try graph.zeroing(channels)
    for (name, weight) in graph.weights where weight.shape.filter({ $0 > 1 }).count < 2 {
        result.weights[name] = weight
    }
    return result
}

/// Runs both on the same random inputs and expects the same.
func expectEqual(
    _ first: Graph, _ second: Graph, tolerance: Double, seed: UInt64 = 11,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    var generator = SeededGenerator(seed: seed)
    var inputs: [String: Tensor] = [:]
    for input in first.inputs {
        let shape = input.type.shape.map { $0.value ?? ($0 == "batch" ? 2 : 4) }
        let count = shape.reduce(1, *)
        inputs[input.name] =
            input.type.elementType.isFloatingPoint
            ? Tensor(
                input.type.elementType, shape,
                (0..<count).map { _ in Double.random(in: -1...1, using: &generator) })
            : Tensor(
                input.type.elementType, shape,
                integers: (0..<count).map { _ in Int.random(in: 0..<10, using: &generator) })
    }
    let (before, after) = (
        try ReferenceEvaluator(first).run(inputs), try ReferenceEvaluator(second).run(inputs)
    )
    for output in first.outputs {
        let (a, b) = (before[output], after[output])
        #expect(a?.shape == b?.shape, sourceLocation: sourceLocation)
        let pairs = zip(a?.numbers ?? [], b?.numbers ?? [])
        let distance = pairs.map { abs($0 - $1) / max(1, abs($0)) }.max() ?? .infinity
        #expect(distance <= tolerance, "\(output) differs", sourceLocation: sourceLocation)
        #expect(a?.numbers.contains { $0 != 0 } ?? false, sourceLocation: sourceLocation)
    }
}
