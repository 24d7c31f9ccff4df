/// Sixteen floats: one register of AVX-512, two of AVX2, four of SSE2 and NEON.
typealias Lanes = SIMD16<Float>

/// Eight floats.
typealias HalfLanes = SIMD8<Float>

/// Neighbouring lanes that are computed together and stay in registers.
protocol LaneVector {
    /// How many lanes.
    static var count: Int { get }
    /// How many rows they belong to.
    static var rowCount: Int { get }
    /// Reads lanes, which need no alignment, those of each row at a distance from those of the row
    /// above.
    static func load(_ address: UnsafePointer<Float>, _ rowStride: Int) -> Self
    /// The same number in all lanes.
    init(repeating value: Float)
    /// Writes the lanes, row by row from above.
    func store(_ address: UnsafeMutablePointer<Float>, _ rowStride: Int)
    /// Adds the product of a number and lanes.
    mutating func addProduct(_ factor: Float, _ lanes: Self)
    /// Adds lanes.
    mutating func add(_ other: Self)
    /// Takes the greater of each two lanes.
    mutating func formMaximum(_ other: Self)
    /// Takes the lesser of each two lanes.
    mutating func formMinimum(_ other: Self)
    /// Brings lanes between two numbers; NaN stays.
    mutating func clamp(_ lower: Float, _ upper: Float)
}

extension LaneVector {
    static var rowCount: Int {
        @inline(__always) get { 1 }
    }

    /// Reads lanes of one row.
    @inline(__always)
    static func load(_ address: UnsafePointer<Float>) -> Self { load(address, 0) }

    /// Writes lanes of one row.
    @inline(__always)
    func store(_ address: UnsafeMutablePointer<Float>) { store(address, 0) }

    /// Adds the product of a number and lanes in memory.
    @inline(__always)
    mutating func addProduct(_ factor: Float, _ address: UnsafePointer<Float>) {
        addProduct(factor, Self.load(address))
    }
}

extension SIMD where Self: LaneVector, Scalar == Float {
    @inline(__always)
    static func load(_ address: UnsafePointer<Float>, _: Int) -> Self {
        UnsafeRawPointer(address).loadUnaligned(as: Self.self)
    }

    @inline(__always)
    func store(_ address: UnsafeMutablePointer<Float>, _: Int) {
        UnsafeMutableRawPointer(address).storeBytes(of: self, as: Self.self)
    }

    @inline(__always)
    mutating func addProduct(_ factor: Float, _ lanes: Self) {
        self = multiplyAdd(self, Self(repeating: factor), lanes)
    }

    @inline(__always)
    mutating func add(_ other: Self) { self = self + other }

    @inline(__always)
    mutating func clamp(_ lower: Float, _ upper: Float) {
        formMaximum(Self(repeating: lower))
        formMinimum(Self(repeating: upper))
    }
}

/// Returns sum + a·b, rounded once where the processor can do that in one instruction.
@inline(__always)
func multiplyAdd<Vector: SIMD>(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector
where Vector.Scalar == Float {
    #if FUSED || arch(arm64)
        sum.addingProduct(a, b)
    #else
        sum + a * b
    #endif
}

// Comparisons are written for each type: in generic code the compiler takes lanes one by one.

extension Lanes: LaneVector {
    static var count: Int { 16 }

    @inline(__always)
    mutating func formMaximum(_ other: Self) { replace(with: other, where: other .> self) }

    @inline(__always)
    mutating func formMinimum(_ other: Self) { replace(with: other, where: other .< self) }
}

extension HalfLanes: LaneVector {
    static var count: Int { 8 }

    @inline(__always)
    mutating func formMaximum(_ other: Self) { replace(with: other, where: other .> self) }

    @inline(__always)
    mutating func formMinimum(_ other: Self) { replace(with: other, where: other .< self) }
}

/// Lanes and more of them: the ones after them in a row, or those of the row below.
struct Joined<First: LaneVector, Second: LaneVector, Arrangement: LaneArrangement>: LaneVector {
    private var first: First
    private var second: Second

    static var count: Int {
        @inline(__always) get { First.count &+ Second.count }
    }

    static var rowCount: Int {
        @inline(__always) get { First.rowCount &+ (Arrangement.isStacked ? Second.rowCount : 0) }
    }

    @inline(__always)
    private init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    /// How far the second lanes lie behind the first.
    @inline(__always)
    private static func distance(_ rowStride: Int) -> Int {
        Arrangement.isStacked ? First.rowCount &* rowStride : First.count
    }

    @inline(__always)
    init(repeating value: Float) {
        self.init(First(repeating: value), Second(repeating: value))
    }

    @inline(__always)
    static func load(_ address: UnsafePointer<Float>, _ rowStride: Int) -> Self {
        Self(
            First.load(address, rowStride),
            Second.load(address + distance(rowStride), rowStride))
    }

    @inline(__always)
    func store(_ address: UnsafeMutablePointer<Float>, _ rowStride: Int) {
        first.store(address, rowStride)
        second.store(address + Self.distance(rowStride), rowStride)
    }

    @inline(__always)
    mutating func addProduct(_ factor: Float, _ lanes: Self) {
        first.addProduct(factor, lanes.first)
        second.addProduct(factor, lanes.second)
    }

    @inline(__always)
    mutating func add(_ other: Self) {
        first.add(other.first)
        second.add(other.second)
    }

    @inline(__always)
    mutating func formMaximum(_ other: Self) {
        first.formMaximum(other.first)
        second.formMaximum(other.second)
    }

    @inline(__always)
    mutating func formMinimum(_ other: Self) {
        first.formMinimum(other.first)
        second.formMinimum(other.second)
    }

    @inline(__always)
    mutating func clamp(_ lower: Float, _ upper: Float) {
        first.clamp(lower, upper)
        second.clamp(lower, upper)
    }
}

/// How joined lanes lie.
protocol LaneArrangement {
    /// Whether the second lanes belong to the row below.
    static var isStacked: Bool { get }
}

/// One after another in a row.
enum InRow: LaneArrangement {
    static var isStacked: Bool {
        @inline(__always) get { false }
    }
}

/// One below another.
enum InColumn: LaneArrangement {
    static var isStacked: Bool {
        @inline(__always) get { true }
    }
}

typealias Row<First: LaneVector, Second: LaneVector> = Joined<First, Second, InRow>
typealias TwoLanes = Row<Lanes, Lanes>
typealias ThreeLanes = Row<TwoLanes, Lanes>
typealias FourLanes = Row<TwoLanes, TwoLanes>

/// The same lanes of neighbouring rows.
typealias TwoRows<Lanes: LaneVector> = Joined<Lanes, Lanes, InColumn>
typealias ThreeRows<Lanes: LaneVector> = Joined<TwoRows<Lanes>, Lanes, InColumn>
typealias FourRows<Lanes: LaneVector> = Joined<TwoRows<Lanes>, TwoRows<Lanes>, InColumn>
