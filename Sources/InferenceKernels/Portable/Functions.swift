/// Returns eˣ within 2 units in the last place, infinity above 88.7 and nearly 0 below −87.3.
///
/// With n = round(x / ln 2), eˣ = 2ⁿ · e^(x − n·ln 2); ln 2 is subtracted in two parts, the first of
/// which is exact.
///
/// Source: Moshier, Cephes Mathematical Library, single precision `expf`, 1992.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
    var x = x
    x.clamp(-87.33654, 89)
    // At 1.5·2²³ the spacing of floats is 1: adding it rounds, and leaves n in the low bits.
    let shifter = Lanes(repeating: 12_582_912)
    let shifted = multiplyAdd(shifter, x, Lanes(repeating: 1.442_695_04))
    let n = shifted - shifter
    let high = multiplyAdd(x, n, Lanes(repeating: -0.693_359_375))
    let r = multiplyAdd(high, n, Lanes(repeating: 2.121_944_4e-4))
    var p = Lanes(repeating: 1.987_569_15e-4)
    p = multiplyAdd(Lanes(repeating: 1.398_199_95e-3), p, r)
    p = multiplyAdd(Lanes(repeating: 8.333_451_9e-3), p, r)
    p = multiplyAdd(Lanes(repeating: 4.166_579_59e-2), p, r)
    p = multiplyAdd(Lanes(repeating: 1.666_666_55e-1), p, r)
    p = multiplyAdd(Lanes(repeating: 5.000_000_12e-1), p, r)
    let fraction = multiplyAdd(r + Lanes(repeating: 1), p, r * r)
    // 2ⁿ in two factors, as 2¹²⁸ is no float.
    let exponents =
        unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- SIMD16(repeating: 0x4B40_0000)
    let half = exponents &>> SIMD16<Int32>(repeating: 1)
    return fraction * powerOfTwo(half) * powerOfTwo(exponents &- half)
}

@inline(__always)
private func powerOfTwo(_ exponents: SIMD16<Int32>) -> Lanes {
    let bits = (exponents &+ SIMD16(repeating: 127)) &<< SIMD16(repeating: 23)
    return unsafeBitCast(bits, to: Lanes.self)
}

/// Returns 1 / (1 + e⁻ˣ).
@inline(__always)
func sigmoid(_ x: Lanes) -> Lanes {
    let one = Lanes(repeating: 1)
    return one / (one + exponential(-x))
}

/// Returns the hyperbolic tangent within 2⁻²² of it.
@inline(__always)
func hyperbolicTangent(_ x: Lanes) -> Lanes {
    let one = Lanes(repeating: 1)
    return one - Lanes(repeating: 2) / (exponential(x + x) + one)
}

/// Returns the error function within 4 units of 2⁻²⁴.
///
/// The quotient of an odd and an even polynomial, fitted on −4…4, outside of which floats are ±1.
///
/// Source: Eigen, `generic_fast_erf_float`, 2019.
@inline(__always)
func errorFunction(_ x: Lanes) -> Lanes {
    var x = x
    x.clamp(-4, 4)
    let square = x * x
    var p = Lanes(repeating: -2.726_142_258_013_06e-10)
    p = multiplyAdd(Lanes(repeating: 2.770_681_424_959_02e-8), p, square)
    p = multiplyAdd(Lanes(repeating: -2.101_024_020_825_08e-6), p, square)
    p = multiplyAdd(Lanes(repeating: -5.692_506_394_623_46e-5), p, square)
    p = multiplyAdd(Lanes(repeating: -7.349_906_303_268_55e-4), p, square)
    p = multiplyAdd(Lanes(repeating: -2.954_599_808_540_25e-3), p, square)
    p = multiplyAdd(Lanes(repeating: -1.609_603_332_624_15e-2), p, square)
    var q = Lanes(repeating: -1.456_607_184_649_96e-5)
    q = multiplyAdd(Lanes(repeating: -2.133_740_552_789_05e-4), q, square)
    q = multiplyAdd(Lanes(repeating: -1.682_826_974_382_03e-3), q, square)
    q = multiplyAdd(Lanes(repeating: -7.373_329_167_204_68e-3), q, square)
    q = multiplyAdd(Lanes(repeating: -1.426_473_905_141_89e-2), q, square)
    return x * p / q
}

/// Returns x·Φ(x), Φ being the normal distribution.
@inline(__always)
func normalGate(_ x: Lanes) -> Lanes {
    let share = errorFunction(x * Lanes(repeating: 0.707_106_78)) + Lanes(repeating: 1)
    return Lanes(repeating: 0.5) * x * share
}

/// Returns x·Φ(x) with Φ approximated by tanh.
@inline(__always)
func normalGateByTangent(_ x: Lanes) -> Lanes {
    let cubic = multiplyAdd(x, x * x * x, Lanes(repeating: 0.044_715))
    let share = hyperbolicTangent(cubic * Lanes(repeating: 0.797_884_56)) + Lanes(repeating: 1)
    return Lanes(repeating: 0.5) * x * share
}
