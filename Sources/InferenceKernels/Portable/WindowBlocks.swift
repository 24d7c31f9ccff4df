import InferenceKernels

/// Rows of output, computed in blocks of four rows and sixteen columns.
protocol WindowBlocks {
    /// The plane.
    var plane: Plane { get }
    /// The rows of output.
    var rows: Range<Int> { get }
    /// Computes a block from its first row and column on.
    func compute<Vector: WindowLanes>(_ row: Int, _ column: Int, _: Vector.Type)
}

extension WindowBlocks {
    /// Computes all rows.
    ///
    /// A store may write up to seven elements into the row below, so rows are stored from above and
    /// columns from the right: what belongs there is written later.
    @inline(__always)
    func run() {
        let width = plane.geometry.outputWidth
        var row = rows.lowerBound
        while row < rows.upperBound {
            var column = (width &- 1) / Lanes.count &* Lanes.count
            if width &- column <= HalfLanes.count {
                compute(row, column, HalfLanes.self)
                column &-= Lanes.count
            }
            while column >= 0 {
                compute(row, column, Lanes.self)
                column &-= Lanes.count
            }
            row &+= BandLayout.blockRowCount
        }
    }

    /// Writes the results of a row, unless it lies below the last one.
    @inline(__always)
    func store<Vector: LaneVector>(_ lanes: Vector, _ row: Int, _ column: Int) {
        guard row < rows.upperBound else { return }
        var lanes = lanes
        lanes.clamp(plane.bounds.lower, plane.bounds.upper)
        lanes.store(plane.output + (row &* plane.geometry.outputWidth &+ column))
    }
}

/// The rows of output that one band is enough for.
struct WindowOverBand<Function: WindowFunction>: WindowBlocks {
    let plane: Plane
    let rows: Range<Int>

    @inline(__always)
    func compute<Vector: WindowLanes>(_ row: Int, _ column: Int, _: Vector.Type) {
        let step = plane.geometry.strideY &* plane.layout.rowPitch
        let start = UnsafePointer(plane.band) + ((row &- rows.lowerBound) &* step &+ column)
        var first: Vector = Function.start(plane)
        var second: Vector = first
        var third: Vector = first
        var fourth: Vector = first
        for tap in 0..<plane.geometry.tapCount {
            let address = start + Int(plane.offsets[tap])
            let weight = plane.weights[tap]
            Function.take(Vector.load(address), weight, into: &first)
            Function.take(Vector.load(address + step), weight, into: &second)
            Function.take(Vector.load(address + 2 &* step), weight, into: &third)
            Function.take(Vector.load(address + 3 &* step), weight, into: &fourth)
        }
        store(first, row, column)
        store(second, row &+ 1, column)
        store(third, row &+ 2, column)
        store(fourth, row &+ 3, column)
    }
}
