/// Channels that can only be removed together, wherever they appear in the weights.
///
/// A channel is what can be removed from a network one by one: a channel of convolutions, an
/// attention head, a unit of a feed-forward layer, a group of a grouped convolution. A coupling has
/// channels that appear in the same weights, each at its own positions.
public struct Coupling: Hashable, Sendable {
    /// What a weight is to the channels.
    public enum Role: String, Sendable, CaseIterable {
        /// Zeros in all producers make the channel zero: outputs of convolutions and linear layers,
        /// biases, scale and shift of norms, the width of embeddings.
        case producer
        /// Reads the channel: inputs of the next layers.
        case consumer
        /// Is cut with the channel and may hold anything: running statistics, slopes, divisors.
        case companion
    }

    /// Where the channels lie in one weight.
    public struct Member: Hashable, Sendable {
        /// The name of the weight.
        public let weight: String
        /// The axis of the weight along which the channels lie.
        public let axis: Int
        /// What the weight is to them.
        public let role: Role
        /// For each channel its positions along the axis: several for heads, groups, flattened
        /// images and what is concatenated twice; as many for each channel.
        public let places: [[Int]]
    }

    /// The name of the first weight that makes the channels; where several couplings begin in one
    /// weight, with a number.
    public let name: String
    /// How many channels there are.
    public let channelCount: Int
    /// The weights in the order of their use.
    public let members: [Member]
    /// Whether a mean over all channels is taken of them, as layer norms do: then zeros in the weights
    /// that make a channel are not enough, as the scale of the norm sends the mean on.
    public let isAveraged: Bool
    /// Why no channel may be removed; nil if they may.
    public internal(set) var obstacle: String?
}

extension Graph {
    /// The channels of the network, in couplings of those that lie in the same weights.
    ///
    /// Channels are found by following every index of every axis through the operations, so they
    /// need not lie next to each other. Couplings whose channels may not be removed are among them,
    /// with the reason. A channel is in one coupling only; weights are in several where different
    /// channels lie along their axes.
    ///
    /// A reshape into heads and a convolution in groups can lose channels in two ways: whole heads
    /// and groups, or the same positions of all of them. The first is taken where it is possible.
    ///
    /// - Returns: The couplings, in the order of the network.
    /// - Throws: ``GraphError`` if the graph is not valid.
    /// - Complexity: In the sum of the sizes of all axes of all values.
    public func couplings() throws(GraphError) -> [Coupling] {
        let graph = try foldingSizes()
        let trace = try graph.trace()
        let sets = ChannelSets(trace).sets
        let firsts = sets.filter { $0.coupling.obstacle == nil }.compactMap(\.roots.first)
        let verdicts = try ChannelVerdicts(trace, zeroed: Set(firsts))
        return sets.map { set in
            var coupling = set.coupling
            if coupling.obstacle == nil, let first = set.roots.first,
                case .kept(let reason) = verdicts.verdict(on: first)
            {
                coupling.obstacle = "zeros in its producers do not make it constant: \(reason)"
            }
            return coupling
        }
    }

    /// Follows the channels, choosing at reshapes and groups what leaves most of them removable.
    ///
    /// - Parameter takesPositions: Whether, where heads and groups could go as a whole, it is the same
    ///   positions of all of them instead.
    /// - Returns: The channels.
    /// - Throws: ``GraphError`` if the graph is not valid.
    func trace(takingPositions takesPositions: Bool = false) throws(GraphError) -> ChannelTrace {
        try check()
        let inference = try TypeInference(self)
        var options: [Int: Int] = [:]
        if takesPositions {
            let usual = try trace()
            options = usual.options
            for choice in usual.choices where usual.hasOtherOption(choice) {
                options[choice.node, default: 0] += 1
            }
        }
        while true {
            var trace = ChannelTrace(self, inference, options: options)
            let failed = trace.choices.filter { choice in
                trace.hasOtherOption(choice) && trace.isUseless(choice)
            }
            if failed.isEmpty { return trace }
            for node in Set(failed.map(\.node)) { options[node, default: 0] += 1 }
        }
    }
}

extension ChannelTrace {
    /// Whether channels could be grouped in another way than they are.
    var hasOtherOptions: Bool { choices.contains(where: hasOtherOption) }

    fileprivate func hasOtherOption(_ choice: Choice) -> Bool {
        options[choice.node, default: 0] + 1 < choice.optionCount
    }

    /// Whether nothing can be removed from the elements of a choice: all of them are blocked, or
    /// they can only go together. In a channel shuffle they are halves or thirds of all channels,
    /// where the other option is single ones.
    fileprivate mutating func isUseless(_ choice: Choice) -> Bool {
        if choice.isShuffled, options[choice.node, default: 0] == 0 { return true }
        let isBlocked = choice.elements.allSatisfy { sets.obstacle(of: $0) != nil }
        return isBlocked || Set(choice.elements.map { roots[$0] }).count == 1
    }
}
