import InferenceKernels

/// Which lanes see columns of the plane.
protocol WindowView {
    associatedtype Vector: WindowLanes
    /// The lanes from `lower` up to, and without, `upper`; either may lie beyond those of a vector.
    init(_ lower: Int, _ upper: Int)
    /// The lanes with a number in the place of those that see none.
    func inside(_ lanes: Vector, _ filler: Float) -> Vector
}

/// All lanes see columns of the plane.
struct WholeView<Vector: WindowLanes>: WindowView {
    @inline(__always)
    init(_: Int, _: Int) {}

    @inline(__always)
    func inside(_ lanes: Vector, _: Float) -> Vector { lanes }
}

/// Some lanes see columns of the plane.
struct PartialView<Vector: WindowLanes>: WindowView {
    private let mask: Vector.LaneMask

    @inline(__always)
    init(_ lower: Int, _ upper: Int) {
        mask = Vector.mask(
            Float(min(max(lower, 0), Vector.count)), Float(min(max(upper, 0), Vector.count)))
    }

    @inline(__always)
    func inside(_ lanes: Vector, _ filler: Float) -> Vector { lanes.replacing(mask, filler) }
}

extension Plane {
    /// Where the first column that a window may see lies in a row; above and below the plane, in a row of
    /// the function's filler.
    @inline(__always)
    func start(ofRow row: Int) -> UnsafePointer<Float> {
        row >= 0 && row < geometry.height
            ? input + (row &* geometry.width &- geometry.paddingLeft) : UnsafePointer(band)
    }

    /// Whether all lanes of all taps see columns of the plane.
    @inline(__always)
    func seesAll<Columns: ColumnStep, Vector: WindowLanes>(
        _: Columns.Type, from column: Int, _: Vector.Type
    ) -> Bool {
        let first = column &* Columns.step &- geometry.paddingLeft
        let last =
            first &+ (Vector.count &- 1) &* Columns.step
            &+ (geometry.kernelWidth &- 1) &* geometry.dilationX
        return first >= 0 && last < geometry.width
    }

    /// What the taps of one column of the window see.
    @inline(__always)
    func view<Columns: ColumnStep, View: WindowView>(
        _: Columns.Type, from column: Int, _ offset: Int
    ) -> View {
        let left = geometry.paddingLeft &- offset &- column &* Columns.step
        return View(
            quotient(left &+ Columns.step &- 1, Columns.step),
            quotient(left &+ geometry.width &+ Columns.step &- 1, Columns.step))
    }
}
