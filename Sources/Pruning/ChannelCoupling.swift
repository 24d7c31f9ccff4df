/// Channels of several weights that can only be taken out of a network together.
public struct ChannelCoupling: Equatable, Sendable {
    /// One of the weights that make the channels.
    public struct Member: Equatable, Sendable {
        /// The path of the weight.
        public var path: String

        /// Where the channels lie; `nil` where they are all of the first axis, in equal parts of
        /// neighbours.
        public var places: ChannelPlaces?

        /// Whether it loses the channels of the others where it is not to be pruned by itself, as biases,
        /// scales, depthwise kernels and tables of embeddings do.
        public var mayFollow: Bool

        /// Describes a member.
        public init(_ path: String, places: ChannelPlaces? = nil, mayFollow: Bool = false) {
            self.path = path
            self.places = places
            self.mayFollow = mayFollow
        }
    }

    /// What tells it from the other couplings of its network; may be empty.
    public var name: String

    /// The weights that make the channels. Other channels of the same weights may be in other couplings.
    public var members: [Member]

    /// How many channels there are.
    public var channelCount: Int

    /// Why none of them can be taken out; `nil` where they can.
    public var obstacle: String?

    /// Describes a coupling.
    public init(
        name: String = "", members: [Member], channelCount: Int, obstacle: String? = nil
    ) {
        self.name = name
        self.members = members
        self.channelCount = channelCount
        self.obstacle = obstacle
    }

    /// Describes a coupling of all channels of several weights, each with as many, or with as many
    /// groups of neighbours.
    public init(paths: [String], channelCount: Int, obstacle: String? = nil) {
        self.init(
            members: paths.map { Member($0) }, channelCount: channelCount, obstacle: obstacle)
    }
}

extension ChannelCoupling.Member {
    /// How a weight of `shape` is seen as the channels.
    func pattern(channelCount: Int, shape: [Int]) -> any ChannelPattern {
        guard let places, !places.areWhole(ofShape: shape) else {
            return OutputChannels(unitCount: channelCount)
        }
        return PlacedChannels(places)
    }

    /// The positions of the channels along their axis, for a weight of `shape`.
    func positions(ofShape shape: [Int]) -> Set<Int> {
        places.map { Set($0.positions.joined()) } ?? Set(0..<(shape.first ?? 0))
    }
}
