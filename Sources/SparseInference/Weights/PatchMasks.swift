import InferenceKernels

/// For the tiles of a product and every tap of a window that steps by 1, which positions see the input.
final class PatchMasks: Sendable {
    private let words: Memory<UInt16>
    /// The words of all taps of a tile.
    private let wordCount: Int

    /// Makes masks; nil where a window does not see stretches of the plane.
    init?(_ geometry: WindowGeometry, _ tiles: Tiles) {
        guard geometry.seesStretches else { return nil }
        wordCount = geometry.tapCount * PatchPanel.maskCount
        words = Memory(repeating: 0, count: tiles.count * wordCount)
        for tile in 0..<tiles.count {
            for (lane, position) in tiles.positions(tile).enumerated() {
                for tap in 0..<geometry.tapCount where geometry.sees(position, tap) {
                    words.start[tile * wordCount + tap * PatchPanel.maskCount + lane / 16] |=
                        1 << UInt16(lane % 16)
                }
            }
        }
    }

    /// The bytes of all masks.
    var byteCount: Int { words.byteCount }

    /// The masks of a tile.
    func start(ofTile tile: Int) -> UnsafePointer<UInt16> {
        UnsafePointer(words.start) + tile * wordCount
    }
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
