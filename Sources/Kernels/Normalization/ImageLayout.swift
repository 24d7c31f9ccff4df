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

    /// The values of a block, few enough for memory to be gone through in order, unless they are fewer
    /// than ``leastHeight`` vectors of each slot.
    private static let blockSize = 256

    private static let leastHeight = 4

    /// The number of chunks. It depends on the layout alone, so that sums do not depend on threads.
    var chunkCount: Int { (count + chunkSize - 1) / chunkSize }

    private var chunkSize: Int {
        let share = (count + Self.mostChunks - 1) / Self.mostChunks
        let size = max(share, Self.fewestValues * slotCount)
        return (size + period - 1) / period * period
    }

    /// Calls `body` for the vectors of a chunk.
    @inline(__always)
    func forEachBlock(ofChunk chunk: Int, _ body: (VectorBlock) -> Void) {
        let values = chunk * chunkSize..<min(count, (chunk + 1) * chunkSize)
        switch order {
        case .planes: forEachBlock(ofImages: values, body)
        case .channelsLast: forEachBlock(ofPixels: values, body)
        }
    }

    /// Planes, and the rest of each.
    @inline(__always)
    private func forEachBlock(ofImages values: Range<Int>, _ body: (VectorBlock) -> Void) {
        let (vectorCount, rest) = planeSize.quotientAndRemainder(dividingBy: laneCount)
        var start = values.lowerBound
        while start < values.upperBound {
            for channel in 0..<channelCount {
                let slots = channel..<channel + 1
                if vectorCount > 0 {
                    body(
                        VectorBlock(
                            slots: slots, start: start, stride: laneCount, count: vectorCount,
                            width: laneCount))
                }
                start += planeSize
                guard rest > 0 else { continue }
                body(
                    VectorBlock(
                        slots: slots, start: start - rest, stride: laneCount, count: 1,
                        width: rest))
            }
        }
    }

    /// Periods of pixels, then the vectors that are left, and the rest of the last one.
    @inline(__always)
    private func forEachBlock(ofPixels values: Range<Int>, _ body: (VectorBlock) -> Void) {
        let height = max(Self.blockSize / period, Self.leastHeight)
        var start = values.lowerBound
        while start + period <= values.upperBound {
            let count = min(height, (values.upperBound - start) / period)
            body(
                VectorBlock(
                    slots: 0..<slotCount, start: start, stride: period, count: count,
                    width: laneCount))
            start += count * period
        }
        let (vectorCount, rest) = (values.upperBound - start)
            .quotientAndRemainder(dividingBy: laneCount)
        if vectorCount > 0 {
            body(
                VectorBlock(
                    slots: 0..<vectorCount, start: start, stride: period, count: 1,
                    width: laneCount))
        }
        guard rest > 0 else { return }
        body(
            VectorBlock(
                slots: vectorCount..<vectorCount + 1, start: values.upperBound - rest,
                stride: period, count: 1, width: rest))
    }
}
