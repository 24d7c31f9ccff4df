/// The soft mask of sixteen weights at thresholds *t* and temperatures *τ*: the arithmetic that the
/// unstructured and the N:M kernels share.
///
/// A centred mask is max(0, 2m − 1) instead: 0 up to the threshold, tanh(x/2) above it.
///
/// Nothing overflows: with x = (w² − t²)/τ and e = exp(−|x|) ≤ 1, the mask m = sigmoid(x) is
/// 1/(1+e) for x ≥ 0 and e/(1+e) below, and its slope m·(1−m) is e/(1+e)² for both;
/// tanh(x/2) is (1−e)/(1+e), with twice the slope.
struct SoftMaskFormula {
    private let isCentred: Bool

    /// log₂(e)/τ, so that exp(x) is a power of two without another product.
    private let binaryScale: Lanes

    /// 2/τ.
    private let doubledScale: Lanes

    @inline(__always)
    init(temperature: Float, isCentred: Bool) {
        self.isCentred = isCentred
        binaryScale = Lanes(repeating: Self.finite(Self.binaryLogarithm / Double(temperature)))
        doubledScale = Lanes(repeating: Self.finite(2 / Double(temperature)))
    }

    /// τ = factor·t² for the threshold in each lane, at least the least normal float.
    @inline(__always)
    init(relativeTemperature factor: Float, thresholds t: Lanes, isCentred: Bool) {
        self.isCentred = isCentred
        let temperature = (factor * (t * t)).limited(to: .greatestFiniteMagnitude)
        let least = Lanes(repeating: .leastNormalMagnitude)
        let tau = temperature.replacing(with: least, where: temperature .< least)
        binaryScale = (Float(Self.binaryLogarithm) / tau).limited(to: .greatestFiniteMagnitude)
        doubledScale = (2 / tau).limited(to: .greatestFiniteMagnitude)
    }

    /// Returns m = sigmoid((w² − t²)/τ), or the centred mask.
    @inline(__always)
    func mask(_ w: Lanes, threshold t: Lanes) -> Lanes {
        let x = exponent(w, t)
        let e = powerOfTwo(x.negativeMagnitudes)
        return numerator(e, x) / (1 + e)
    }

    /// Returns ŵ = w·m.
    @inline(__always)
    func maskedWeights(_ w: Lanes, threshold t: Lanes) -> Lanes {
        let x = exponent(w, t)
        let e = powerOfTwo(x.negativeMagnitudes)
        return w * numerator(e, x) / (1 + e)
    }

    /// Returns g·∂ŵ/∂w = g·(m + (2w²/τ)·m·(1 − m)), the threshold held constant. With a centred mask twice the
    /// slope above the threshold, and g below, as if nothing were masked.
    @inline(__always)
    func gradient(_ g: Lanes, _ w: Lanes, threshold t: Lanes) -> Lanes {
        let (mask, slope) = gradientFactors(w, threshold: t)
        // Where w²/τ overflows the slope is exactly 0; the limit keeps their product 0 too.
        let doubledSquare = (w * (w * doubledScale)).limited(to: .greatestFiniteMagnitude)
        return g * mask.addingProduct(doubledSquare, slope)
    }

    /// Returns m and the slope m·(1 − m), without the cancellation of 1 − m near 1: what a gradient is made of.
    /// With a centred mask this and twice the slope above the threshold, 1 and 0 below.
    @inline(__always)
    func gradientFactors(_ w: Lanes, threshold t: Lanes) -> (mask: Lanes, slope: Lanes) {
        let x = exponent(w, t)
        let e = powerOfTwo(x.negativeMagnitudes)
        let inverse = 1 / (1 + e)
        let slope = e * inverse * inverse
        let mask = numerator(e, x) * inverse
        guard isCentred else { return (mask, slope) }
        // By the weights: x is 0 above the threshold too where squares are too small.
        let isPruned = w.magnitudes .<= t
        return (
            mask.replacing(with: 1, where: isPruned),
            (slope + slope).replacing(with: 0, where: isPruned)
        )
    }

    /// Returns (w² − t²)/τ·log₂(e) as (|w| − t)·(|w| + t)·log₂(e)/τ: no cancellation near the
    /// threshold, and no ∞ − ∞ where a square would overflow.
    @inline(__always)
    private func exponent(_ w: Lanes, _ t: Lanes) -> Lanes {
        let magnitude = w.magnitudes
        let sum = (t * binaryScale).addingProduct(magnitude, binaryScale)
        return (magnitude - t) * sum.limited(to: .greatestFiniteMagnitude)
    }

    /// Returns what 1 + e divides: 1 where x ≥ 0, and e elsewhere; with a centred mask 1 − e and 0.
    @inline(__always)
    private func numerator(_ e: Lanes, _ x: Lanes) -> Lanes {
        if isCentred { return (1 - e).replacing(with: 0, where: x .< Lanes.zero) }
        return Lanes(repeating: 1).replacing(with: e, where: x .< Lanes.zero)
    }

    /// log₂(e).
    private static let binaryLogarithm = 1.442_695_040_888_963_4

    private static func finite(_ value: Double) -> Float {
        min(Float(value), .greatestFiniteMagnitude)
    }
}
