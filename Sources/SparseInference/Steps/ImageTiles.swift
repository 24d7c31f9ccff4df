import InferenceKernels

/// An image cut into tiles of some rows and columns whose sums stay in registers, from above and from
/// the left.
struct ImageTiles: Sendable {
    /// A tile.
    struct Tile: Sendable {
        let row: Int
        let rowCount: Int
        let column: Int
        /// The lanes of each row: its columns rounded up.
        let laneCount: Int
    }

    let tiles: [Tile]

    /// Cuts an image, as far as kernels take several rows at once.
    init(height: Int, width: Int, _ kernels: Kernels) {
        let columns = Tiles(width, width: kernels.tileLaneCount)
        let ranges = (0..<columns.count).map { columns.positions($0) }
        let rowCount =
            ranges.map {
                kernels.rowCount(ofTileWithLanes: Tiles.laneCount($0))
            }.min() ?? 1
        tiles = stride(from: 0, to: height, by: rowCount).flatMap { row in
            ranges.map { range in
                Tile(
                    row: row, rowCount: min(rowCount, height - row), column: range.lowerBound,
                    laneCount: Tiles.laneCount(range))
            }
        }
    }

    /// The lanes that are computed.
    var laneCount: Int { tiles.reduce(0) { $0 + $1.rowCount * $1.laneCount } }
}
