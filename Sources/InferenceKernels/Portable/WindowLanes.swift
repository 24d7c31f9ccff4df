import InferenceKernels

/// How far apart the columns are that neighbouring lanes see.
protocol ColumnStep {
    /// The distance.
    static var step: Int { get }
    /// Reads lanes.
    static func load<Vector: WindowLanes>(_ address: UnsafePointer<Float>) -> Vector
    /// Reads the lanes that three neighbouring taps see.
    static func loadThree<Vector: WindowLanes>(
        _ address: UnsafePointer<Float>
    ) -> (Vector, Vector, Vector)
}

enum EveryColumn: ColumnStep {
    static var step: Int {
        @inline(__always) get { 1 }
    }

    @inline(__always)
    static func load<Vector: WindowLanes>(_ address: UnsafePointer<Float>) -> Vector {
        Vector.load(address)
    }

    @inline(__always)
    static func loadThree<Vector: WindowLanes>(
        _ address: UnsafePointer<Float>
    ) -> (Vector, Vector, Vector) {
        (Vector.load(address), Vector.load(address + 1), Vector.load(address + 2))
    }
}

enum EverySecondColumn: ColumnStep {
    static var step: Int {
        @inline(__always) get { 2 }
    }

    @inline(__always)
    static func load<Vector: WindowLanes>(_ address: UnsafePointer<Float>) -> Vector {
        Vector.loadPairs(address).0
    }

    @inline(__always)
    static func loadThree<Vector: WindowLanes>(
        _ address: UnsafePointer<Float>
    ) -> (Vector, Vector, Vector) {
        let (first, second) = Vector.loadPairs(address)
        return (first, second, Vector.loadPairs(address + 2).0)
    }
}

/// Which lanes see columns of the plane.
protocol WindowView {
    associatedtype Vector: WindowLanes
    /// From one lane up to another one; either may lie beyond those of a vector.
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

/// Lanes that windows are computed with.
protocol WindowLanes: LaneVector, SIMD where Scalar == Float {
    associatedtype LaneMask
    /// The lanes from one up to another one: numbers as floats, whose comparisons are one instruction.
    static func mask(_ lower: Float, _ upper: Float) -> LaneMask
    /// The lanes of a mask, and a number in the others.
    func replacing(_ mask: LaneMask, _ filler: Float) -> Self
    /// Reads pairs of elements: the first of each, and the second of each.
    static func loadPairs(_ address: UnsafePointer<Float>) -> (Self, Self)
}

extension Lanes: WindowLanes {
    @inline(__always)
    static func mask(_ lower: Float, _ upper: Float) -> SIMDMask<SIMD16<Int32>> {
        let numbers = Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        return (numbers .>= Lanes(repeating: lower)) .& (numbers .< Lanes(repeating: upper))
    }

    @inline(__always)
    func replacing(_ mask: SIMDMask<SIMD16<Int32>>, _ filler: Float) -> Lanes {
        Lanes(repeating: filler).replacing(with: self, where: mask)
    }

    @inline(__always)
    static func loadPairs(_ address: UnsafePointer<Float>) -> (Lanes, Lanes) {
        // Loaded as halves: elements of one large vector would be loaded one by one.
        let pairs = SIMD32(lowHalf: load(address, 0), highHalf: load(address + count, 0))
        return (pairs.evenHalf, pairs.oddHalf)
    }
}

extension HalfLanes: WindowLanes {
    @inline(__always)
    static func mask(_ lower: Float, _ upper: Float) -> SIMDMask<SIMD8<Int32>> {
        let numbers = HalfLanes(0, 1, 2, 3, 4, 5, 6, 7)
        return (numbers .>= HalfLanes(repeating: lower))
            .& (numbers .< HalfLanes(repeating: upper))
    }

    @inline(__always)
    func replacing(_ mask: SIMDMask<SIMD8<Int32>>, _ filler: Float) -> HalfLanes {
        HalfLanes(repeating: filler).replacing(with: self, where: mask)
    }

    @inline(__always)
    static func loadPairs(_ address: UnsafePointer<Float>) -> (HalfLanes, HalfLanes) {
        let pairs = SIMD16(lowHalf: load(address, 0), highHalf: load(address + count, 0))
        return (pairs.evenHalf, pairs.oddHalf)
    }
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
