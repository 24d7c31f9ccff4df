/// The most negative power of two that is a normal float.
let leastExponent: Float = -126

/// Returns 2^x for x between −126 and 128 within 1.1 units in the last place, infinity at 128. NaN gives
/// NaN, and any other x any number.
///
/// With n the integer nearest to x and f = x − n, which is exact, 2^f is 1 + f·p(f), and n is
/// added to the exponent. p is a degree-5 polynomial fitted to (2^f − 1)/f on |f| ≤ ½ for the
/// least relative error of 2^f, the first coefficient held at the float nearest to ln 2; the
/// error that is left with coefficients rounded to floats is 2^−28.
@inline(__always)
func powerOfTwo(_ x: Lanes) -> Lanes {
    // At 1.5·2^23 the spacing of floats is 1: adding it rounds, and leaves n in the low bits.
    let shifter = Lanes(repeating: 12_582_912)
    let shifted = x + shifter
    let f = x - (shifted - shifter)
    let square = f * f
    // Estrin's scheme: three short chains instead of a long one.
    let low = Lanes(repeating: 0.693_147_2).addingProduct(f, Lanes(repeating: 0.240_226_48))
    let middle = Lanes(repeating: 0.055_503_596)
        .addingProduct(f, Lanes(repeating: 0.009_618_518))
    let high = Lanes(repeating: 0.001_339_098_1)
        .addingProduct(f, Lanes(repeating: 0.000_153_242_81))
    let p = low.addingProduct(square, middle.addingProduct(square, high))
    let fraction = Lanes(repeating: 1).addingProduct(f, p)
    let exponents = unsafeBitCast(shifted, to: BitLanes.self) &<< BitLanes(repeating: 23)
    return unsafeBitCast(unsafeBitCast(fraction, to: BitLanes.self) &+ exponents, to: Lanes.self)
}
