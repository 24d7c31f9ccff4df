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

/// Returns the cube root of numbers from 2^−126 to 2^126, with a relative error of at most 2^−22; that of 0 is
/// below 2^−42. NaN stays NaN.
///
/// A third of the bits, read as a number, has an error of at most 3.3 %. Each of two steps of Halley's iteration,
/// y ← y·(y³ + 2x)/(2y³ + x), leaves less than the third power of the error.
@inline(__always)
func cubeRoot(_ x: Lanes) -> Lanes {
    // The upper bits in the low ones of a float of 2^23 and more, whose spacing is 1.
    let shifter = Lanes(repeating: 8_388_608)
    let shifterBits = unsafeBitCast(shifter, to: BitLanes.self)
    let upper = unsafeBitCast(x, to: BitLanes.self) &>> BitLanes(repeating: 8)
    let number = unsafeBitCast(upper | shifterBits, to: Lanes.self) - shifter
    let third = (shifter + 2_773_300).addingProduct(number, Lanes(repeating: 1.0 / 3))
    let bits = (unsafeBitCast(third, to: BitLanes.self) ^ shifterBits) &<< BitLanes(repeating: 8)
    let first = unsafeBitCast(bits, to: Lanes.self)
    return nearerCubeRoot(nearerCubeRoot(first, x), x)
}

@inline(__always)
private func nearerCubeRoot(_ y: Lanes, _ x: Lanes) -> Lanes {
    let cube = y * y * y
    // The quotient first: the product alone would underflow.
    return y * ((cube + (x + x)) / ((cube + cube) + x))
}
