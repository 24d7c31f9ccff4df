/// A value as planes of neighbouring positions: one plane for each channel of each image.
struct PlaneLayout: Sendable {
    let view: View
    let channelCount: Int
    /// The distance of two channels in elements.
    let channelStride: Int
    let positionCount: Int
    private let images: StridedLoop

    /// Reads a view that way; nil where positions do not follow each other.
    ///
    /// - Parameters:
    ///   - view: The value.
    ///   - channels: The axis of channels.
    ///   - positions: The axes of positions, which must be neighbours in memory.
    init?(_ view: View, channels: Int, positions: Range<Int>) {
        guard view.isPacked(positions) else { return nil }
        self.view = view
        channelCount = view.shape[channels]
        channelStride = view.strides[channels]
        positionCount = positions.reduce(1) { $0 * view.shape[$1] }
        let others = view.shape.indices.filter { $0 != channels && !positions.contains($0) }
        images = StridedLoop(
            others.map { view.shape[$0] }, [others.map { view.strides[$0] }],
            keepsOrder: true)
    }

    var imageCount: Int { images.elementCount }

    /// Where an image begins, from the first one on.
    func offset(ofImage image: Int) -> Int { images.place(of: image) }

    /// The distance of two planes: an odd number of lines of the cache, so that the same positions
    /// of many planes do not compete for the same places in it, with room for lanes that are
    /// rounded up.
    static func pitch(_ positionCount: Int) -> Int { ((positionCount + 7 + 15) / 16 | 1) * 16 }
}
