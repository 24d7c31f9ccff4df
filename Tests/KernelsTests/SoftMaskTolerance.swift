import Kernels

/// How far a float soft mask may be from the same formula in double precision.
///
/// With u = 2^−24, the largest relative error of one rounding: x = (|w| − t)·(|w| + t)·c has five
/// roundings (the difference, c, t·c, the sum, the product), so an error of 5u·|x|, which is the
/// relative error that it causes in exp(x). The power of two adds 1.1 units in the last place,
/// 2.2u, and a sum, a quotient and a product 3u: together less than 6u. The slope divides twice,
/// and (2w²/τ)·slope adds five products and a sum: together less than 16u. A mask below
/// 2^−128 is 0, one of a gradient below 2^−126, and results that are not normal are rounded to multiples of 2^−149.
///
/// In a centred mask the power of two, at most 1, is taken from 1: the same errors, but relative to 1.
///
/// A steep mask is as precise relative to itself. Below tanh(0.15) the series of x/2 has eight roundings; above,
/// 1 − exp(−x), which is at least 0.26, has an error of 14u at most. The cube root leaves a third of that and
/// adds 2^−22, which is 4u, and the product one more: together less than 12u. Of numbers below 2^−126 it is below
/// 2^−41.
struct SoftMaskTolerance {
    let reference: ReferenceSoftMask
    let temperature: Float
    var curve = MaskCurve.soft

    /// The roundings of x.
    var exponentRoundings = 5.0

    private static let u = 0x1p-24
    private static let cutoff = 0x1p-125

    func isMask(_ found: Float, _ w: Float) -> Bool {
        curve == .steep
            ? isPrecise(found, reference.mask(w), scale: 1)
            : isClose(found, reference.mask(w), w, roundings: 6, scale: 1)
    }

    func isMaskedWeight(_ found: Float, _ w: Float) -> Bool {
        let scale = Double(w.magnitude)
        return curve == .steep
            ? isPrecise(found, reference.maskedWeight(w), scale: scale)
            : isClose(found, reference.maskedWeight(w), w, roundings: 6, scale: scale)
    }

    /// Where 2w²/τ is beyond the largest float, the gradient is only expected to be finite.
    func isGradient(_ found: Float, _ g: Float, _ w: Float) -> Bool {
        let boost = 2 * Double(w) * Double(w) / Double(temperature)
        if boost > Double(Float.greatestFiniteMagnitude) { return found.isFinite }
        return isClose(
            found, reference.gradient(g, w), w, roundings: 16,
            scale: Double(g.magnitude) * (1 + boost))
    }

    private func isPrecise(_ found: Float, _ expected: Double, scale: Double) -> Bool {
        Double(found) == expected
            || abs(Double(found) - expected) <= abs(expected) * 12 * Self.u + scale * 0x1p-41
    }

    private func isClose(
        _ found: Float, _ expected: Double, _ w: Float, roundings: Double, scale: Double
    ) -> Bool {
        if Double(found) == expected || Float(expected) == found { return true }
        // Where the mask is this close to 0 or 1, the error of x is the cutoff's to judge.
        let x = min(abs(reference.exponent(w)), 128)
        let relative = Self.u * (exponentRoundings * x + roundings)
        let size = curve == .centred ? max(abs(expected), scale) : abs(expected)
        let allowed = size * relative + scale * Self.cutoff + 0x1p-148
        return abs(Double(found) - expected) <= allowed
    }
}
