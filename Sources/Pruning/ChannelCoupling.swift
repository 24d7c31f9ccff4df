/// Output channels of several weights that can only be taken out of a network together.
public struct ChannelCoupling: Equatable, Sendable {
    /// The paths of the weights that make the channels, along their first axis.
    public var paths: [String]

    /// How many channels there are; each weight has as many, or as many groups of neighbours.
    public var channelCount: Int

    /// Why none of them can be taken out; `nil` where they can.
    public var obstacle: String?

    /// Describes a coupling.
    public init(paths: [String], channelCount: Int, obstacle: String? = nil) {
        self.paths = paths
        self.channelCount = channelCount
        self.obstacle = obstacle
    }
}
