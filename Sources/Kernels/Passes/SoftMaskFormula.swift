/// The soft mask of sixteen weights at thresholds *t* and temperatures *τ*: the arithmetic that the
/// unstructured and the N:M kernels share.
///
/// With the first root the mask is max(0, 2m − 1) instead: 0 up to the threshold, tanh(x/2) above it. With the
/// third root it is the cube root of that, and the gradient has the factor min(1, 2m).
///
/// Nothing overflows to what is no number. With x = (w² − t²)/τ and u = exp(−x) the mask m = sigmoid(x) is
/// 1/(1+u), also where u is infinite, and tanh(x/2) is (1−u)/(1+u). The slope m·(1−m) needs
/// e = exp(−|x|) ≤ 1: it is e/(1+e)² on both sides of the threshold, twice that for tanh(x/2). A cube root
/// makes little of a large relative error no less, so tanh(x/2) near 0 is its series there.
struct SoftMaskFormula {
    private let threshold: Lanes

    /// The root of max(0, 2m − 1) that the mask is, 1 or 3; 0 if it is m.
    private let root: Int

    /// log₂(e)/τ, so that exp(x) is a power of two without another product.
    private let binaryScale: Lanes

    /// t·log₂(e)/τ.
    private let scaledThreshold: Lanes

    /// 2/τ.
    private let doubledScale: Lanes

    /// One threshold and temperature for all lanes.
    ///
    /// It is computed in numbers: vectors would be as many branches more for the compiler, which inlines no
    /// more into a function that has hundreds.
    @inline(__always)
    init(threshold t: Float, temperature: Float, root: Int) {
        let scale = min(Self.binaryScale(temperature), Self.greatestScale(t))
        threshold = Lanes(repeating: t)
        self.root = root
        binaryScale = Lanes(repeating: scale)
        scaledThreshold = Lanes(repeating: t * scale)
        doubledScale = Lanes(repeating: Self.finite(2 / Double(temperature)))
    }

    /// One temperature for the thresholds in all lanes.
    @inline(__always)
    init(thresholds: Lanes, temperature: Float, root: Int) {
        self.init(
            thresholds: thresholds,
            binaryScale: Lanes(repeating: Self.binaryScale(temperature)),
            doubledScale: Lanes(repeating: Self.finite(2 / Double(temperature))),
            root: root)
    }

    /// τ = factor·t² for the threshold in each lane, at least the least normal float.
    @inline(__always)
    init(thresholds t: Lanes, relativeTemperature factor: Float, root: Int) {
        let temperature = (factor * (t * t)).limited(to: .greatestFiniteMagnitude)
        let tau = temperature.raised(to: .leastNormalMagnitude)
        self.init(
            thresholds: t,
            binaryScale: (Float(Self.binaryLogarithm) / tau).limited(to: .greatestFiniteMagnitude),
            doubledScale: (2 / tau).limited(to: .greatestFiniteMagnitude),
            root: root)
    }

    @inline(__always)
    private init(thresholds t: Lanes, binaryScale: Lanes, doubledScale: Lanes, root: Int) {
        threshold = t
        self.root = root
        self.doubledScale = doubledScale
        let greatest =
            Lanes(repeating: .greatestFiniteMagnitude / 4)
            / t.limited(to: .greatestFiniteMagnitude)
        self.binaryScale = binaryScale.replacing(with: greatest, where: binaryScale .> greatest)
        scaledThreshold = t * self.binaryScale
    }

    /// Returns m = sigmoid((w² − t²)/τ), or the root.
    @inline(__always)
    func mask(_ w: Lanes) -> Lanes {
        let y = negativeExponent(w)
        let u = powerOfTwo(y.limited(to: 128).raised(to: leastExponent))
        return root == 0 ? 1 / (1 + u) : rootMask(y, u)
    }

    /// Returns ŵ = w·m.
    @inline(__always)
    func maskedWeights(_ w: Lanes) -> Lanes {
        let y = negativeExponent(w)
        let u = powerOfTwo(y.limited(to: 128).raised(to: leastExponent))
        return root == 0 ? w / (1 + u) : w * rootMask(y, u)
    }

    /// Returns the root of max(0, tanh(x/2)) for u = exp(−x) = 2^y.
    @inline(__always)
    private func rootMask(_ y: Lanes, _ u: Lanes) -> Lanes {
        let tangent = (1 - u) / (1 + u)
        let rooted = root == 1 ? tangent : cubeRoot(tangentNearZero(tangent, y))
        return rooted.replacing(with: Lanes.zero, where: y .>= Lanes.zero)
    }

    /// Returns `tangent` = tanh(x/2) with the series of h = x/2 where h is below 0.15, which leaves a
    /// relative error of 2^−27 there; 1 − u has lost bits.
    @inline(__always)
    private func tangentNearZero(_ tangent: Lanes, _ y: Lanes) -> Lanes {
        let h = y * Lanes(repeating: -0.346_573_6)
        let square = h * h
        let high = Lanes(repeating: 2.0 / 15).addingProduct(square, Lanes(repeating: -17.0 / 315))
        let low = Lanes(repeating: -1.0 / 3).addingProduct(square, high)
        let series = h.addingProduct(h * square, low)
        return tangent.replacing(with: series, where: h .< Lanes(repeating: 0.15))
    }

    /// Returns g·∂ŵ/∂w = g·(m + (2w²/τ)·m·(1 − m)), the threshold held constant. With the first root twice the
    /// slope above the threshold, and g below, as if nothing were masked; with the third g·min(1, 2m).
    @inline(__always)
    func gradient(_ g: Lanes, _ w: Lanes) -> Lanes {
        if root == 3 { return g * twofoldMask(w) }
        let (mask, slope) = gradientFactors(w)
        // Where w²/τ overflows the slope is exactly 0; the limit keeps their product 0 too.
        let doubledSquare = (w * (w * doubledScale)).limited(to: .greatestFiniteMagnitude)
        return g * mask.addingProduct(doubledSquare, slope)
    }

    /// Returns m and the slope m·(1 − m), without the cancellation of 1 − m near 1: what a gradient is made of.
    /// With the first root this and twice the slope above the threshold, 1 and 0 below; with the third min(1, 2m) and 0.
    @inline(__always)
    func gradientFactors(_ w: Lanes) -> (mask: Lanes, slope: Lanes) {
        if root == 3 { return (twofoldMask(w), Lanes.zero) }
        let y = negativeExponent(w)
        let negative = y.negativeMagnitudes
        let e = powerOfTwo(negative)
            .replacing(with: Lanes.zero, where: negative .< Lanes(repeating: leastExponent))
        let inverse = 1 / (1 + e)
        // The lesser of m and 1 − m.
        let lesser = e * inverse
        let slope = lesser * inverse
        guard root == 1 else {
            return (inverse.replacing(with: lesser, where: y .> Lanes.zero), slope)
        }
        // By the weights: x is 0 above the threshold too where squares are too small.
        let isPruned = w.magnitudes .<= threshold
        return (
            ((1 - e) * inverse).replacing(with: 1, where: isPruned),
            (slope + slope).replacing(with: Lanes.zero, where: isPruned)
        )
    }

    /// Returns min(1, 2m): 1 from the threshold on.
    @inline(__always)
    private func twofoldMask(_ w: Lanes) -> Lanes {
        let u = powerOfTwo(negativeExponent(w).limited(to: 128).raised(to: leastExponent))
        return (2 / (1 + u)).limited(to: 1)
    }

    /// Returns −x·log₂(e) as (t − |w|)·(t + |w|)·log₂(e)/τ: no cancellation near the threshold, and no ∞ − ∞
    /// where a square would overflow. The sum is finite where the difference is 0.
    @inline(__always)
    private func negativeExponent(_ w: Lanes) -> Lanes {
        let magnitude = w.magnitudes
        return (threshold - magnitude) * scaledThreshold.addingProduct(magnitude, binaryScale)
    }

    /// log₂(e).
    private static let binaryLogarithm = 1.442_695_040_888_963_4

    private static func binaryScale(_ temperature: Float) -> Float {
        finite(binaryLogarithm / Double(temperature))
    }

    /// The greatest scale for which 2t·scale is finite, as ``negativeExponent(_:)`` needs it: there every
    /// mask but that of a weight at the threshold is 0 or 1 as with a greater scale.
    private static func greatestScale(_ t: Float) -> Float {
        (.greatestFiniteMagnitude / 4) / min(t, .greatestFiniteMagnitude)
    }

    private static func finite(_ value: Double) -> Float {
        min(Float(value), .greatestFiniteMagnitude)
    }
}
