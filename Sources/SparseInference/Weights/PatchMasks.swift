import InferenceKernels

/// For every tile and every tap of a window that steps by 1, which positions see the input.
final class PatchMasks: Sendable {
    private let words: Memory<UInt16>
    private let tapCount: Int

    /// Makes the masks; nil where a window does not see one stretch of the plane.
    init?(_ geometry: WindowGeometry, _ tiles: Tiles) {
        guard geometry.strideX == 1, geometry.strideY == 1, geometry.outputWidth == geometry.width
        else { return nil }
        tapCount = geometry.tapCount
        let count = PatchPanel.maskCount
        words = Memory(repeating: 0, count: tiles.count * tapCount * count)
        for tile in 0..<tiles.count {
            for (lane, position) in tiles.positions(tile).enumerated() {
                for tap in 0..<tapCount where geometry.sees(position, tap) {
                    let word = (tile * tapCount + tap) * count + lane / 16
                    words.start[word] |= 1 << UInt16(lane % 16)
                }
            }
        }
    }

    /// The masks of a tile.
    func start(ofTile tile: Int) -> UnsafePointer<UInt16> {
        UnsafePointer(words.start + tile * tapCount * PatchPanel.maskCount)
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
