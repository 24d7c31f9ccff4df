import InferenceKernels

/// For stretches of positions and every tap of a window that steps by 1, which positions see the
/// input.
final class PatchMasks: Sendable {
    private let words: Memory<UInt16>
    /// The words of all taps of a stretch.
    private let wordCount: Int

    /// Makes masks for tiles of a product; nil where a window does not see stretches of the plane.
    convenience init?(_ geometry: WindowGeometry, _ tiles: Tiles) {
        self.init(
            geometry, (0..<tiles.count).map { tiles.positions($0) },
            wordsOfTap: PatchPanel.maskCount)
    }

    /// Makes masks for positions that are computed together; nil where a window does not see
    /// stretches of the plane.
    convenience init?(_ geometry: WindowGeometry) {
        self.init(geometry, PlaneWindows.stretches(geometry), wordsOfTap: 1)
    }

    private init?(_ geometry: WindowGeometry, _ stretches: [Range<Int>], wordsOfTap: Int) {
        guard geometry.seesStretches else { return nil }
        wordCount = geometry.tapCount * wordsOfTap
        words = Memory(repeating: 0, count: stretches.count * wordCount)
        for (index, positions) in stretches.enumerated() {
            for (lane, position) in positions.enumerated() {
                for tap in 0..<geometry.tapCount where geometry.sees(position, tap) {
                    words.start[index * wordCount + tap * wordsOfTap + lane / 16] |=
                        1 << UInt16(lane % 16)
                }
            }
        }
    }

    /// The masks of the first stretch.
    var start: UnsafePointer<UInt16> { UnsafePointer(words.start) }

    /// The masks of a tile.
    func start(ofTile tile: Int) -> UnsafePointer<UInt16> { start + tile * wordCount }
}

extension WindowGeometry {
    /// Whether a tap at a position lies inside of the input.
    fileprivate func sees(_ position: Int, _ tap: Int) -> Bool {
        let (y, x) = position.quotientAndRemainder(dividingBy: outputWidth)
        let (tapY, tapX) = tap.quotientAndRemainder(dividingBy: kernelWidth)
        let row = y * strideY + tapY * dilationY - paddingTop
        let column = x * strideX + tapX * dilationX - paddingLeft
        return (0..<height).contains(row) && (0..<width).contains(column)
    }
}
