import InferenceKernels

/// Positions cut into tiles whose sums stay in registers.
struct Tiles: Sendable {
    private let positionCount: Int
    /// The positions of all tiles but the last.
    private let width: Int
    /// The number of tiles.
    let count: Int

    /// Cuts positions. A rest that is small is computed with the tile before it, as far as registers
    /// allow.
    init(_ positionCount: Int, width: Int) {
        self.positionCount = positionCount
        self.width = width
        let units = (positionCount + laneUnit - 1) / laneUnit
        let unitsOfTile = width / laneUnit
        let rest = units % unitsOfTile
        let joins = rest > 0 && rest <= unitsOfTile / 4 && units > unitsOfTile
        count = max(1, units / unitsOfTile + (rest > 0 && !joins ? 1 : 0))
    }

    /// The positions of a tile.
    func positions(_ tile: Int) -> Range<Int> {
        tile * width..<(tile == count - 1 ? positionCount : (tile + 1) * width)
    }

    /// Positions rounded up to lanes.
    static func laneCount(_ positions: Range<Int>) -> Int {
        (positions.count + laneUnit - 1) / laneUnit * laneUnit
    }
}
