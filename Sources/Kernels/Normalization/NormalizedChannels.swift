/// The channels of a batch after they were normalised: the statistics, and what the gradient is computed
/// with.
public struct NormalizedChannels: Sendable {
    /// What belongs to each channel.
    let channels: [NormalizedChannel]

    private let table: LaneTable

    init(_ channels: [NormalizedChannel], _ layout: ImageLayout) {
        self.channels = channels
        table = LaneTable(
            layout, [channels.map(\.centre), channels.map(\.factor), channels.map(\.offset)])
    }

    /// The mean of each channel.
    public var means: [Double] { channels.map(\.mean) }

    /// The mean squared difference from the mean of each channel.
    public var variances: [Double] { channels.map(\.variance) }

    /// The map of the channels of a slot.
    @inline(__always)
    func map(ofSlot slot: Int) -> ChannelMap {
        ChannelMap(
            centre: table.lanes(0, ofSlot: slot), factor: table.lanes(1, ofSlot: slot),
            offset: table.lanes(2, ofSlot: slot))
    }
}

/// (x − c)·f + o for the channels of a vector, as ``NormalizedChannel`` has it.
struct ChannelMap {
    let centre: Lanes
    let factor: Lanes
    let offset: Lanes

    /// x − c.
    @inline(__always)
    func centred(_ values: Lanes) -> Lanes { values - centre }

    /// The output, of what ``centred(_:)`` gives.
    @inline(__always)
    func output(_ differences: Lanes) -> Lanes { offset.addingProduct(differences, factor) }
}
