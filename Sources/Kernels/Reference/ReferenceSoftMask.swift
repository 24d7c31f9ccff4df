import Foundation

/// The definition of ``SoftMask`` for one weight, in double precision.
package struct ReferenceSoftMask {
    private let t: Double
    private let tau: Double

    /// - Parameters:
    ///   - threshold: *t*, at least 0.
    ///   - temperature: τ, above 0.
    package init(threshold: Float, temperature: Float) {
        t = Double(threshold)
        tau = Double(temperature)
    }

    /// Returns x = (w² − t²)/τ.
    package func exponent(_ weight: Float) -> Double {
        let w = Double(weight)
        return (w * w - t * t) / tau
    }

    /// Returns m = sigmoid(x).
    package func mask(_ weight: Float) -> Double {
        1 / (1 + exp(-exponent(weight)))
    }

    /// Returns ŵ = w·m.
    package func maskedWeight(_ weight: Float) -> Double {
        Double(weight) * mask(weight)
    }

    /// Returns m·(1 − m), as e/(1+e)² with e = exp(−|x|).
    package func slope(_ weight: Float) -> Double {
        let e = exp(-abs(exponent(weight)))
        return e / ((1 + e) * (1 + e))
    }

    /// Returns g·(m + (2w²/τ)·m·(1 − m)).
    package func gradient(_ outputGradient: Float, _ weight: Float) -> Double {
        let w = Double(weight)
        return Double(outputGradient) * (mask(weight) + 2 * w * w / tau * slope(weight))
    }
}
