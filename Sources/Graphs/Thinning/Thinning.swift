/// How many channels thinning leaves.
public struct ThinningOptions: Hashable, Sendable {
    /// Counts of channels are rounded up to a multiple of this, as processors want them; where a
    /// channel has several positions, as a head has, its positions are counted. Empty channels stay
    /// for that.
    public var multiple: Int
    /// The fewest channels that stay, by the name of a coupling or of a weight that makes its
    /// channels. Where a weight has channels of several couplings, each keeps its share.
    public var fewestChannels: [String: Int]

    /// Makes the options.
    public init(multiple: Int = 8, fewestChannels: [String: Int] = [:]) {
        self.multiple = max(1, multiple)
        self.fewestChannels = fewestChannels
    }
}

/// A network without its empty channels, and what became of each coupling.
public struct Thinning: Equatable, Sendable {
    /// Empty channels that stayed for one reason.
    public struct Kept: Hashable, Sendable {
        /// How many they are.
        public let channelCount: Int
        /// Why they stayed.
        public let reason: String
    }

    /// What became of a coupling.
    public struct Result: Hashable, Sendable {
        /// The name of the coupling.
        public let name: String
        /// The channels before.
        public let channelCountBefore: Int
        /// The channels after.
        public internal(set) var channelCountAfter: Int
        /// The channels that stayed although the weights that make them are zero.
        public internal(set) var kept: [Kept]
    }

    /// The thinned network.
    public let graph: Graph
    /// The couplings, in the order of the network.
    public let results: [Result]

    /// Whether anything was taken out.
    public var isSmaller: Bool {
        results.contains { $0.channelCountAfter < $0.channelCountBefore }
    }
}

extension Graph {
    /// The network without its empty channels, heads and units; it computes the same up to rounding.
    ///
    /// A channel is removed where nothing reads it, or where what is read of it is constant whatever
    /// the inputs are: weights that are zero make a channel constant, and biases, norms and
    /// activations keep it so. What the constants add to the next layers is added to their biases.
    /// Where a convolution pads with zeros, a constant that is not zero cannot be a bias: then one
    /// of the constant channels stays and carries the constants of the others.
    ///
    /// Heads and groups of convolutions go as a whole, and then the positions that are empty in all of
    /// those that are left. The result is free of channels that could go: thinned again, it is the same.
    ///
    /// - Parameter options: How many channels stay.
    /// - Returns: The network and what became of each coupling.
    /// - Throws: ``GraphError`` if the graph is not valid, or if sizes in it are calculated in a way
    ///   that cannot be changed.
    public func thinned(_ options: ThinningOptions = ThinningOptions()) throws(GraphError)
        -> Thinning
    {
        var graph = self
        var results: [Thinning.Result] = []
        var isFirst = true
        var takesPositions = false
        while true {
            let trace = try graph.foldingSizes().trace(takingPositions: takesPositions)
            let plan = try RemovalPlan(trace, options)
            for result in plan.results {
                // Where one head is left, its channels are a coupling of the same name.
                let index = results.firstIndex {
                    $0.name == result.name && $0.channelCountAfter == result.channelCountBefore
                }
                if let index {
                    results[index].channelCountAfter = result.channelCountAfter
                    results[index].kept = result.kept
                } else if isFirst || result.channelCountAfter < result.channelCountBefore {
                    results.append(result)
                }
            }
            isFirst = false
            if !plan.removed.isEmpty {
                graph = try plan.apply()
                takesPositions = false
            } else if !takesPositions, trace.hasOtherOptions {
                takesPositions = true
            } else {
                return Thinning(graph: graph, results: results)
            }
        }
    }

    /// The network with zeros in all producers of channels: masked, but as large as before.
    ///
    /// - Parameter channels: Couplings of this graph, each with the numbers of its channels.
    /// - Returns: The graph with other weights.
    /// - Throws: ``GraphError`` if a weight is not the graph's or has no such positions.
    public func zeroing(
        _ channels: [(coupling: Coupling, channels: Set<Int>)]
    ) throws(GraphError) -> Graph {
        var graph = self
        for (coupling, chosen) in channels {
            for member in coupling.members where member.role == .producer {
                let positions = chosen.sorted().flatMap { channel in
                    member.places.indices.contains(channel) ? member.places[channel] : [-1]
                }
                guard let weight = graph.weights[member.weight],
                    weight.shape.indices.contains(member.axis),
                    positions.allSatisfy((0..<weight.shape[member.axis]).contains)
                else {
                    throw .notRemovable(
                        coupling: coupling.name, problem: "they are not in this network")
                }
                graph.weights[member.weight] = try weight.zeroing(positions, along: member.axis)
            }
        }
        return graph
    }

    /// The network without channels whose producers are zero; what producers hold there is taken
    /// for zero.
    ///
    /// - Parameter channels: Couplings of this graph, each with the numbers of its channels.
    /// - Returns: The smaller network.
    /// - Throws: ``GraphError/notRemovable(coupling:problem:)`` with the reason where the network
    ///   would not compute the same without them.
    public func removing(
        _ channels: [(coupling: Coupling, channels: Set<Int>)]
    ) throws(GraphError) -> Graph {
        for (coupling, chosen) in channels where !chosen.isEmpty {
            if let obstacle = coupling.obstacle {
                throw .notRemovable(coupling: coupling.name, problem: obstacle)
            }
        }
        let trace = try zeroing(channels).foldingSizes().trace()
        let plan = try RemovalPlan(trace, exactly: channels)
        return plan.removed.isEmpty ? self : try plan.apply()
    }
}
