/// The soft mask of sixteen weights at thresholds *t* and temperatures *τ*: the arithmetic that the
/// unstructured and the N:M kernels share.
///
/// Nothing overflows: with x = (w² − t²)/τ and e = exp(−|x|) ≤ 1, the mask m = sigmoid(x) is
/// 1/(1+e) for x ≥ 0 and e/(1+e) below, and its slope m·(1−m) is e/(1+e)² for both.
struct SoftMaskFormula {
    /// log₂(e)/τ, so that exp(x) is a power of two without another product.
    private let binaryScale: Lanes

    /// 2/τ.
    private let doubledScale: Lanes

    @inline(__always)
    init(temperature: Float) {
        binaryScale = Lanes(repeating: Self.finite(Self.binaryLogarithm / Double(temperature)))
        doubledScale = Lanes(repeating: Self.finite(2 / Double(temperature)))
    }

    /// τ = factor·t² for the threshold in each lane, at least the least normal float.
    @inline(__always)
    init(relativeTemperature factor: Float, thresholds t: Lanes) {
        let temperature = (factor * (t * t)).limited(to: .greatestFiniteMagnitude)
        let least = Lanes(repeating: .leastNormalMagnitude)
        let tau = temperature.replacing(with: least, where: temperature .< least)
        binaryScale = (Float(Self.binaryLogarithm) / tau).limited(to: .greatestFiniteMagnitude)
        doubledScale = (2 / tau).limited(to: .greatestFiniteMagnitude)
    }

    /// Returns m = sigmoid((w² − t²)/τ).
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

    /// Returns g·∂ŵ/∂w = g·(m + (2w²/τ)·m·(1 − m)), the threshold held constant.
    @inline(__always)
    func gradient(_ g: Lanes, _ w: Lanes, threshold t: Lanes) -> Lanes {
        let x = exponent(w, t)
        let e = powerOfTwo(x.negativeMagnitudes)
        let inverse = 1 / (1 + e)
        let slope = e * inverse * inverse
        // Where w²/τ overflows the slope is exactly 0; the limit keeps their product 0 too.
        let doubledSquare = (w * (w * doubledScale)).limited(to: .greatestFiniteMagnitude)
        let mask = numerator(e, x) * inverse
        return g * mask.addingProduct(doubledSquare, slope)
    }

    /// Returns the slope m·(1 − m), without the cancellation of 1 − m near 1.
    @inline(__always)
    func slope(_ w: Lanes, threshold t: Lanes) -> Lanes {
        let e = powerOfTwo(exponent(w, t).negativeMagnitudes)
        return e / ((1 + e) * (1 + e))
    }

    /// Returns (w² − t²)/τ·log₂(e) as (|w| − t)·(|w| + t)·log₂(e)/τ: no cancellation near the
    /// threshold, and no ∞ − ∞ where a square would overflow.
    @inline(__always)
    private func exponent(_ w: Lanes, _ t: Lanes) -> Lanes {
        let magnitude = w.magnitudes
        let sum = (t * binaryScale).addingProduct(magnitude, binaryScale)
        return (magnitude - t) * sum.limited(to: .greatestFiniteMagnitude)
    }

    /// Returns what 1 + e divides: 1 where x ≥ 0, and e elsewhere.
    @inline(__always)
    private func numerator(_ e: Lanes, _ x: Lanes) -> Lanes {
        Lanes(repeating: 1).replacing(with: e, where: x .< Lanes.zero)
    }

    /// log₂(e).
    private static let binaryLogarithm = 1.442_695_040_888_963_4

    private static func finite(_ value: Double) -> Float {
        min(Float(value), .greatestFiniteMagnitude)
    }
}
