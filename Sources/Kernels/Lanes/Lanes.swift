/// Sixteen floats that are computed together: one register of AVX-512, two of AVX2, four of NEON.
///
/// With AVX2 a second register hides the latency of the first one's chain of products: the soft mask
/// takes a tenth less time than with eight lanes.
typealias Lanes = SIMD16<Float>

/// ``Lanes`` in double precision.
typealias DoubleLanes = SIMD16<Double>

/// The bit patterns of ``Lanes``.
typealias BitLanes = SIMD16<Int32>

/// The number of values in ``Lanes``.
let laneCount = 16

/// All bits of a float but its sign.
///
/// The bit patterns of magnitudes, read as integers, are ordered like the magnitudes, and every
/// NaN is above infinity.
let magnitudeMask: Int32 = 0x7FFF_FFFF

/// The bit pattern of infinity, the largest magnitude that is a number.
let infinityBits: Int32 = 0x7F80_0000

/// Returns sixteen values from `address` on, which needs no alignment.
@inline(__always)
func load(_ address: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(address).loadUnaligned(as: Lanes.self)
}

/// Writes sixteen values from `address` on, which needs no alignment.
@inline(__always)
func store(_ lanes: Lanes, _ address: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(address).storeBytes(of: lanes, as: Lanes.self)
}

/// Returns `count` values from `address` on, followed by zeros.
@inline(__always)
func load(_ address: UnsafePointer<Float>, count: Int) -> Lanes {
    var lanes = Lanes.zero
    for lane in 0..<count { lanes[lane] = address[lane] }
    return lanes
}

/// Writes the first `count` values of `lanes` from `address` on.
@inline(__always)
func store(_ lanes: Lanes, _ address: UnsafeMutablePointer<Float>, count: Int) {
    for lane in 0..<count { address[lane] = lanes[lane] }
}

extension DoubleLanes {
    /// The same values in double precision. Four at a time: only that becomes vector instructions.
    @inline(__always)
    init(widening lanes: Lanes) {
        let (low, high) = (lanes.lowHalf, lanes.highHalf)
        self.init(
            lowHalf: SIMD8(
                lowHalf: SIMD4<Double>(low.lowHalf), highHalf: SIMD4<Double>(low.highHalf)),
            highHalf: SIMD8(
                lowHalf: SIMD4<Double>(high.lowHalf), highHalf: SIMD4<Double>(high.highHalf)))
    }

    /// The nearest values in single precision.
    @inline(__always)
    var rounded: Lanes {
        Lanes(
            lowHalf: SIMD8(
                lowHalf: SIMD4<Float>(lowHalf.lowHalf), highHalf: SIMD4<Float>(lowHalf.highHalf)),
            highHalf: SIMD8(
                lowHalf: SIMD4<Float>(highHalf.lowHalf), highHalf: SIMD4<Float>(highHalf.highHalf)))
    }
}

extension Lanes {
    /// The bit patterns of the magnitudes.
    @inline(__always)
    var magnitudeBits: BitLanes {
        unsafeBitCast(self, to: BitLanes.self) & BitLanes(repeating: magnitudeMask)
    }

    /// The magnitudes |x|.
    @inline(__always)
    var magnitudes: Lanes { unsafeBitCast(magnitudeBits, to: Lanes.self) }

    /// The negative magnitudes −|x|.
    @inline(__always)
    var negativeMagnitudes: Lanes {
        let signs = BitLanes(repeating: ~magnitudeMask)
        return unsafeBitCast(unsafeBitCast(self, to: BitLanes.self) | signs, to: Lanes.self)
    }

    /// Returns the lesser of each value and `bound`; NaN stays NaN.
    @inline(__always)
    func limited(to bound: Float) -> Lanes {
        let bounds = Lanes(repeating: bound)
        return replacing(with: bounds, where: self .> bounds)
    }

    /// Returns the greater of each value and `bound`; NaN stays NaN.
    @inline(__always)
    func raised(to bound: Float) -> Lanes {
        let bounds = Lanes(repeating: bound)
        return replacing(with: bounds, where: self .< bounds)
    }
}
