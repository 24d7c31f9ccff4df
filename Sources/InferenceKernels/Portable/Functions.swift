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

/// Returns lanes brought between others; NaN stays.
@inline(__always)
func clamped(_ x: Lanes, _ lower: Lanes, _ upper: Lanes) -> Lanes {
    let raised = x.replacing(with: lower, where: lower .> x)
    return raised.replacing(with: upper, where: upper .< raised)
}

/// Returns the magnitude.
@inline(__always)
func magnitude(_ x: Lanes) -> Lanes { x.replacing(with: -x, where: x .< Lanes.zero) }

/// Returns 1 above 0, −1 below it, and else the number itself.
@inline(__always)
func sign(_ x: Lanes) -> Lanes {
    x.replacing(with: 1, where: x .> Lanes.zero).replacing(with: -1, where: x .< Lanes.zero)
}

/// Returns the natural logarithm within 2 units in the last place; −∞ of 0, NaN below it.
///
/// With x = 2ⁿ·m and m between √½ and √2, ln x = n·ln 2 + ln m; ln 2 is added in two parts, the first
/// of which is exact, and ln m is m − 1 with a polynomial.
///
/// Source: Moshier, Cephes Mathematical Library, single precision `logf`, 1992.
@inline(__always)
func logarithm(_ x: Lanes) -> Lanes {
    // Numbers below 2⁻¹²⁶ have fewer digits: they are made larger by 2²⁵ first.
    let isSmall = x .< Lanes(repeating: 1.175_494_4e-38)
    let scaled = x.replacing(with: x * Lanes(repeating: 33_554_432), where: isSmall)
    let bits = unsafeBitCast(scaled, to: SIMD16<Int32>.self)
    var exponents = (bits &>> SIMD16<Int32>(repeating: 23)) &- SIMD16(repeating: 126)
    exponents.replace(with: exponents &- SIMD16(repeating: 25), where: isSmall)
    let fraction = (bits & SIMD16(repeating: 0x7F_FFFF)) | SIMD16(repeating: 0x3F00_0000)
    var m = unsafeBitCast(fraction, to: Lanes.self)
    let isBelow = m .< Lanes(repeating: 0.707_106_78)
    exponents.replace(with: exponents &- SIMD16(repeating: 1), where: isBelow)
    m.replace(with: m + m, where: isBelow)
    m -= Lanes(repeating: 1)
    // At 1.5·2²³ the spacing of floats is 1: the low bits are an integer.
    let shifted = exponents &+ SIMD16(repeating: 0x4B40_0000)
    let n = unsafeBitCast(shifted, to: Lanes.self) - Lanes(repeating: 12_582_912)
    var p = Lanes(repeating: 7.037_683_629_2e-2)
    p = multiplyAdd(Lanes(repeating: -1.151_461_031_0e-1), p, m)
    p = multiplyAdd(Lanes(repeating: 1.167_699_874_0e-1), p, m)
    p = multiplyAdd(Lanes(repeating: -1.242_014_084_6e-1), p, m)
    p = multiplyAdd(Lanes(repeating: 1.424_932_278_7e-1), p, m)
    p = multiplyAdd(Lanes(repeating: -1.666_805_766_5e-1), p, m)
    p = multiplyAdd(Lanes(repeating: 2.000_071_476_5e-1), p, m)
    p = multiplyAdd(Lanes(repeating: -2.499_999_399_3e-1), p, m)
    p = multiplyAdd(Lanes(repeating: 3.333_333_117_4e-1), p, m)
    let square = m * m
    var rest = multiplyAdd(p * m * square, n, Lanes(repeating: -2.121_944_4e-4))
    rest = multiplyAdd(rest, square, Lanes(repeating: -0.5))
    let result = multiplyAdd(m + rest, n, Lanes(repeating: 0.693_359_375))
    return result.replacing(with: x, where: x .== Lanes(repeating: .infinity) .| (x .!= x))
        .replacing(with: -.infinity, where: x .== Lanes.zero)
        .replacing(with: .nan, where: x .< Lanes.zero)
}

/// Returns ln(1 + eˣ).
@inline(__always)
func softplus(_ x: Lanes) -> Lanes {
    let positive = x.replacing(with: 0, where: x .< Lanes.zero)
    return positive + logarithm(Lanes(repeating: 1) + exponential(-magnitude(x)))
}

/// Returns x · tanh(ln(1 + eˣ)).
///
/// With e = eˣ that is x · (e² + 2e) / (e² + 2e + 2), and x from 20 on.
@inline(__always)
func mish(_ x: Lanes) -> Lanes {
    var power = x
    power.formMinimum(Lanes(repeating: 20))
    let e = exponential(power).replacing(with: 0, where: x .< Lanes(repeating: -87))
    let numerator = e * (e + Lanes(repeating: 2))
    return x * (numerator / (numerator + Lanes(repeating: 2)))
}
