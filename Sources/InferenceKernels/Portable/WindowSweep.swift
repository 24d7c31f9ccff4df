import InferenceKernels

/// A plane that a window of three rows and columns sees from where its input lies, computed from above in
/// strips of columns: every row is loaded once, and the weights stay in registers.
struct WindowSweep<Function: WindowFunction, Columns: ColumnStep> {
    let plane: Plane

    /// Whether a window that steps by ``Columns`` along its rows can be swept.
    @inline(__always)
    static func fits(_ geometry: WindowGeometry) -> Bool {
        geometry.kernelHeight == 3 && geometry.kernelWidth == 3 && geometry.dilationY == 1
            && geometry.dilationX == 1 && geometry.strideY == Columns.step
    }

    /// Computes all rows, as many at a time as leave room in a first-level cache for the results.
    ///
    /// A store may write up to seven elements into the row below, so rows are computed from above and strips
    /// from the right: what belongs there is written later.
    @inline(__always)
    func run() {
        let geometry = plane.geometry
        let count = max(4, Self.elementLimit / (geometry.width &* Columns.step))
        var row = 0
        while row < geometry.outputHeight {
            let end = min(row &+ count, geometry.outputHeight)
            sweep(row..<end)
            row = end
        }
    }

    /// The elements of the input of rows that are computed together.
    private static var elementLimit: Int {
        @inline(__always) get { 4_000 }
    }

    @inline(__always)
    private func sweep(_ rows: Range<Int>) {
        let width = plane.geometry.outputWidth
        var column = (width &- 1) / Lanes.count &* Lanes.count
        if width &- column <= HalfLanes.count {
            sweep(rows, column, HalfLanes.self)
            column &-= Lanes.count
        }
        while column >= 0 {
            sweep(rows, column, Lanes.self)
            column &-= Lanes.count
        }
    }

    @inline(__always)
    private func sweep<Vector: WindowLanes>(_ rows: Range<Int>, _ column: Int, _: Vector.Type) {
        if plane.seesAll(Columns.self, from: column, Vector.self) {
            sweep(rows, WindowStrip<Function, Columns, WholeView<Vector>>(plane, column))
        } else {
            sweep(rows, WindowStrip<Function, Columns, PartialView<Vector>>(plane, column))
        }
    }

    @inline(__always)
    private func sweep<View: WindowView>(
        _ rows: Range<Int>, _ strip: WindowStrip<Function, Columns, View>
    ) {
        if Columns.step == 1 {
            sweepEveryRow(rows, strip)
        } else {
            sweepEverySecondRow(rows, strip)
        }
    }

    @inline(__always)
    private func sweepEveryRow<View: WindowView>(
        _ rows: Range<Int>, _ strip: WindowStrip<Function, Columns, View>
    ) {
        var row = rows.lowerBound &- plane.geometry.paddingTop
        var lanes = strip.load(row)
        var next = strip.apply(strip.upper, lanes, strip.start)
        lanes = strip.load(row &+ 1)
        var current = strip.apply(strip.middle, lanes, next)
        next = strip.apply(strip.upper, lanes, strip.start)
        row &+= 2
        var output = plane.output + (rows.lowerBound &* plane.geometry.outputWidth &+ strip.column)
        for _ in rows {
            lanes = strip.load(row)
            strip.store(strip.apply(strip.lower, lanes, current), output)
            current = strip.apply(strip.middle, lanes, next)
            next = strip.apply(strip.upper, lanes, strip.start)
            row &+= 1
            output += plane.geometry.outputWidth
        }
    }

    @inline(__always)
    private func sweepEverySecondRow<View: WindowView>(
        _ rows: Range<Int>, _ strip: WindowStrip<Function, Columns, View>
    ) {
        var row = 2 &* rows.lowerBound &- plane.geometry.paddingTop
        var lanes = strip.load(row)
        var output = plane.output + (rows.lowerBound &* plane.geometry.outputWidth &+ strip.column)
        for _ in rows {
            var sums = strip.apply(strip.upper, lanes, strip.start)
            sums = strip.apply(strip.middle, strip.load(row &+ 1), sums)
            lanes = strip.load(row &+ 2)
            strip.store(strip.apply(strip.lower, lanes, sums), output)
            row &+= 2
            output += plane.geometry.outputWidth
        }
    }
}

/// Neighbouring columns of a plane, and what a window of three rows and columns needs to know of them.
struct WindowStrip<Function: WindowFunction, Columns: ColumnStep, View: WindowView> {
    typealias Vector = View.Vector
    typealias Three = (Vector, Vector, Vector)

    let column: Int
    let start: Vector
    let upper: Three, middle: Three, lower: Three
    private let plane: Plane
    private let views: (View, View, View)
    private let least: Vector, greatest: Vector

    @inline(__always)
    init(_ plane: Plane, _ column: Int) {
        self.plane = plane
        self.column = column
        start = Function.start(plane)
        let weights = plane.weights
        upper = Self.spread(weights)
        middle = Self.spread(weights + 3)
        lower = Self.spread(weights + 6)
        views = (
            plane.view(Columns.self, from: column, 0), plane.view(Columns.self, from: column, 1),
            plane.view(Columns.self, from: column, 2)
        )
        (least, greatest) = (
            Vector(repeating: plane.bounds.lower), Vector(repeating: plane.bounds.upper)
        )
    }

    @inline(__always)
    private static func spread(_ weights: UnsafePointer<Float>) -> Three {
        (
            Vector(repeating: weights[0]), Vector(repeating: weights[1]),
            Vector(repeating: weights[2])
        )
    }

    /// What the three taps of a row of the window see in a row of the input.
    @inline(__always)
    func load(_ row: Int) -> Three {
        let lanes: Three = Columns.loadThree(plane.start(ofRow: row) + column &* Columns.step)
        return (
            views.0.inside(lanes.0, Function.filler), views.1.inside(lanes.1, Function.filler),
            views.2.inside(lanes.2, Function.filler)
        )
    }

    /// Takes a row of the window into results.
    @inline(__always)
    func apply(_ weights: Three, _ lanes: Three, _ results: Vector) -> Vector {
        Function.join(results, Function.row(weights, lanes))
    }

    /// Writes results.
    @inline(__always)
    func store(_ results: Vector, _ output: UnsafeMutablePointer<Float>) {
        var results = results
        results.formMaximum(least)
        results.formMinimum(greatest)
        results.store(output)
    }
}
