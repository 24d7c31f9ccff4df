/// How the values of images `[batch, channels, height, width]` lie in memory, and in which vectors of
/// sixteen they are computed.
///
/// Vectors of one *slot* hold values of the same channels in the same lanes, so what belongs to channels
/// is spread over the lanes of all slots once and loaded like values. In planes a slot is a channel. With
/// channels last, slots follow each other through as many pixels as fill whole vectors, and begin again.
public struct ImageLayout: Equatable, Sendable {
    /// Which values are neighbours.
    public enum Order: CaseIterable, Sendable {
        /// Those of a row: the planes of the channels one after another.
        case planes
        /// Those of a pixel: its channels.
        case channelsLast
    }

    /// The channels of an image.
    public let channelCount: Int

    /// The values of each channel, over all images.
    public let valuesPerChannel: Int

    let order: Order
    private let planeSize: Int

    /// - Parameters:
    ///   - imageCount: Images, at least 1.
    ///   - channelCount: Channels of an image, at least 1.
    ///   - pixelCount: Height times width, at least 1.
    ///   - order: Which values are neighbours.
    /// - Throws: ``KernelError/invalidDimension(found:allowed:dimension:)``.
    public init(
        imageCount: Int, channelCount: Int, pixelCount: Int, order: Order
    ) throws(KernelError) {
        for (found, dimension) in [
            (imageCount, "image count"), (channelCount, "channel count"),
            (pixelCount, "pixel count"),
        ] where found < 1 {
            throw .invalidDimension(found: found, allowed: 1...Int.max, dimension: dimension)
        }
        self.channelCount = channelCount
        self.order = order
        valuesPerChannel = imageCount * pixelCount
        planeSize = pixelCount
    }

    /// The number of values.
    public var count: Int { valuesPerChannel * channelCount }

    /// The number of slots.
    var slotCount: Int {
        switch order {
        case .planes: channelCount
        case .channelsLast: channelCount / greatestCommonDivisor
        }
    }

    /// The values after which slots begin again: those of an image, or of some pixels.
    private var period: Int {
        switch order {
        case .planes: channelCount * planeSize
        case .channelsLast: slotCount * laneCount
        }
    }

    /// The channel of a lane, numbered through all slots.
    func channel(ofLane lane: Int) -> Int {
        switch order {
        case .planes: lane / laneCount
        case .channelsLast: lane % channelCount
        }
    }

    /// The index of the first value of a channel.
    func firstIndex(ofChannel channel: Int) -> Int {
        switch order {
        case .planes: channel * planeSize
        case .channelsLast: channel
        }
    }

    /// That of the channels and the lanes of a vector.
    private var greatestCommonDivisor: Int {
        min(laneCount, 1 << channelCount.trailingZeroBitCount)
    }
}

/// Chunks of images or pixels, which are computed one after another.
extension ImageLayout {
    /// The most chunks.
    private static let mostChunks = 64

    /// The fewest values of a chunk for each of its slots: the sums of a slot take a sixteenth of their
    /// memory.
    private static let fewestValues = 1024

    /// The values whose slots are computed one after another, few enough for the first cache, unless they
    /// are fewer than ``leastHeight`` vectors of each slot.
    private static let tileSize = 1024

    private static let leastHeight = 16

    /// The number of chunks. It depends on the layout alone, so that sums do not depend on threads.
    var chunkCount: Int { (count + chunkSize - 1) / chunkSize }

    private var chunkSize: Int {
        let share = (count + Self.mostChunks - 1) / Self.mostChunks
        let size = max(share, Self.fewestValues * slotCount)
        return (size + period - 1) / period * period
    }

    /// Calls `body` for the vectors of a chunk.
    @inline(__always)
    func forEachRun(ofChunk chunk: Int, _ body: (VectorRun) -> Void) {
        let values = chunk * chunkSize..<min(count, (chunk + 1) * chunkSize)
        switch order {
        case .planes: forEachRun(ofImages: values, body)
        case .channelsLast: forEachRun(ofPixels: values, body)
        }
    }

    @inline(__always)
    private func forEachRun(ofImages values: Range<Int>, _ body: (VectorRun) -> Void) {
        let (vectorCount, rest) = planeSize.quotientAndRemainder(dividingBy: laneCount)
        var start = values.lowerBound
        while start < values.upperBound {
            for channel in 0..<channelCount {
                if vectorCount > 0 {
                    body(
                        VectorRun(
                            slot: channel, start: start, stride: laneCount, count: vectorCount,
                            width: laneCount))
                }
                start += planeSize
                guard rest > 0 else { continue }
                body(
                    VectorRun(
                        slot: channel, start: start - rest, stride: laneCount, count: 1,
                        width: rest))
            }
        }
    }

    @inline(__always)
    private func forEachRun(ofPixels values: Range<Int>, _ body: (VectorRun) -> Void) {
        let mostRows = max(Self.tileSize / period, Self.leastHeight)
        var start = values.lowerBound
        while start + period <= values.upperBound {
            let rowCount = min(mostRows, (values.upperBound - start) / period)
            for slot in 0..<slotCount {
                body(
                    VectorRun(
                        slot: slot, start: start + slot * laneCount, stride: period,
                        count: rowCount, width: laneCount))
            }
            start += rowCount * period
        }
        for (slot, first) in stride(from: start, to: values.upperBound, by: laneCount).enumerated()
        {
            body(
                VectorRun(
                    slot: slot, start: first, stride: period, count: 1,
                    width: min(laneCount, values.upperBound - first)))
        }
    }
}
