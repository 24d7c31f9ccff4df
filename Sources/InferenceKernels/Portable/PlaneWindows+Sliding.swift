public import InferenceKernels

extension Level {
    /// Computes planes of a depthwise convolution or of a pooling.
    public static func slide(_ windows: PlaneWindows) {
        switch windows.function {
        case .weightedSum: slide(windows, WeightedSum.self)
        case .maximum: slide(windows, Maximum.self)
        }
    }

    @inline(__always)
    private static func slide<Function: WindowFunction>(
        _ windows: PlaneWindows, _: Function.Type
    ) {
        let (rows, height) = (windows.layout.outputRowCount, windows.geometry.outputHeight)
        for number in 0..<windows.planeCount {
            let plane = Plane(windows, number)
            if let masks = windows.masks {
                plane.slideOverStretches(masks, Function.self)
                continue
            }
            var row = 0
            while row < height {
                let end = min(row &+ rows, height)
                plane.packBand(firstRow: row, outputRowCount: end &- row, Function.filler)
                SlidingBand<Function>(plane: plane, firstRow: row, endRow: end).run()
                row = end
            }
        }
    }
}

/// What a window makes of the elements it sees.
protocol WindowFunction {
    /// What stands for elements outside.
    static var filler: Float { get }
    /// What a result begins with.
    static func start<Vector: LaneVector>(_ plane: Plane) -> Vector
    /// Takes the lanes of one tap in.
    static func take<Vector: LaneVector>(
        _ lanes: Vector, _ weight: Float, into result: inout Vector)
}

enum WeightedSum: WindowFunction {
    static var filler: Float { 0 }

    @inline(__always)
    static func start<Vector: LaneVector>(_ plane: Plane) -> Vector {
        Vector(repeating: plane.bias)
    }

    @inline(__always)
    static func take<Vector: LaneVector>(
        _ lanes: Vector, _ weight: Float, into result: inout Vector
    ) {
        result.addProduct(weight, lanes)
    }
}

enum Maximum: WindowFunction {
    static var filler: Float { -.infinity }

    @inline(__always)
    static func start<Vector: LaneVector>(_ plane: Plane) -> Vector {
        Vector(repeating: -.infinity)
    }

    @inline(__always)
    static func take<Vector: LaneVector>(
        _ lanes: Vector, _ weight: Float, into result: inout Vector
    ) {
        result.formMaximum(lanes)
    }
}

/// The rows of output that one band is enough for.
private struct SlidingBand<Function: WindowFunction> {
    let plane: Plane
    let firstRow: Int
    let endRow: Int

    /// Computes them in blocks of four rows and sixteen columns.
    ///
    /// A store may write up to seven elements into the row below, so rows are stored from above and
    /// columns from the right: what belongs there is written later.
    @inline(__always)
    func run() {
        let width = plane.geometry.outputWidth
        var row = firstRow
        while row < endRow {
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

    @inline(__always)
    private func compute<Vector: LaneVector>(_ row: Int, _ column: Int, _: Vector.Type) {
        let geometry = plane.geometry
        if geometry.kernelHeight == 3, geometry.strideY == 1, geometry.dilationY == 1 {
            computeThreeRows(row, column, Vector.self)
        } else {
            computeBlock(row, column, Vector.self)
        }
    }

    /// Computes a block of a window of three rows: every row that is loaded is used up to three times.
    @inline(__always)
    private func computeThreeRows<Vector: LaneVector>(_ row: Int, _ column: Int, _: Vector.Type) {
        let step = plane.layout.rowPitch
        let start = UnsafePointer(plane.band) + ((row &- firstRow) &* step &+ column)
        let width = plane.geometry.kernelWidth
        var first: Vector = Function.start(plane)
        var second: Vector = first
        var third: Vector = first
        var fourth: Vector = first
        for tap in 0..<width {
            let address = start + Int(plane.offsets[tap])
            let (upper, middle, lower) = (
                plane.weights[tap], plane.weights[width &+ tap], plane.weights[2 &* width &+ tap]
            )
            var lanes = Vector.load(address)
            Function.take(lanes, upper, into: &first)
            lanes = Vector.load(address + step)
            Function.take(lanes, middle, into: &first)
            Function.take(lanes, upper, into: &second)
            lanes = Vector.load(address + 2 &* step)
            Function.take(lanes, lower, into: &first)
            Function.take(lanes, middle, into: &second)
            Function.take(lanes, upper, into: &third)
            lanes = Vector.load(address + 3 &* step)
            Function.take(lanes, lower, into: &second)
            Function.take(lanes, middle, into: &third)
            Function.take(lanes, upper, into: &fourth)
            lanes = Vector.load(address + 4 &* step)
            Function.take(lanes, lower, into: &third)
            Function.take(lanes, middle, into: &fourth)
            lanes = Vector.load(address + 5 &* step)
            Function.take(lanes, lower, into: &fourth)
        }
        store(first, row, column)
        store(second, row &+ 1, column)
        store(third, row &+ 2, column)
        store(fourth, row &+ 3, column)
    }

    @inline(__always)
    private func computeBlock<Vector: LaneVector>(_ row: Int, _ column: Int, _: Vector.Type) {
        let step = plane.geometry.strideY &* plane.layout.rowPitch
        let start = UnsafePointer(plane.band) + ((row &- firstRow) &* step &+ column)
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

    @inline(__always)
    private func store<Vector: LaneVector>(_ lanes: Vector, _ row: Int, _ column: Int) {
        guard row < endRow else { return }
        var lanes = lanes
        lanes.clamp(plane.bounds.lower, plane.bounds.upper)
        lanes.store(plane.output + (row &* plane.geometry.outputWidth &+ column))
    }
}
