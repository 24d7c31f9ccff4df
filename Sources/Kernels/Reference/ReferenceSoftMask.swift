import Foundation

/// The definition of ``SoftMask`` for one weight, in double precision.
package struct ReferenceSoftMask {
    private let t: Double
    private let tau: Double
    private let curve: MaskCurve

    /// - Parameters:
    ///   - threshold: *t*, at least 0.
    ///   - temperature: τ, above 0.
    ///   - curve: How the mask rises with the magnitude.
    package init(threshold: Float, temperature: Float, curve: MaskCurve = .soft) {
        self.curve = curve
        t = Double(threshold)
        tau = Double(temperature)
    }

    /// Returns x = (w² − t²)/τ.
    package func exponent(_ weight: Float) -> Double {
        let w = Double(weight)
        return (w * w - t * t) / tau
    }

    /// Returns m = sigmoid(x), or what the curve makes of max(0, 2m − 1) = max(0, tanh(x/2)).
    package func mask(_ weight: Float) -> Double {
        let x = exponent(weight)
        return switch curve {
        case .soft: 1 / (1 + exp(-x))
        case .centred: max(0, tanh(x / 2))
        case .steep: cbrt(max(0, tanh(x / 2)))
        }
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

    /// Returns g·(m + (2w²/τ)·m·(1 − m)); of a centred mask that of max(0, 2m − 1) above the threshold, and g
    /// up to it; of a steep one g·min(1, 2m).
    package func gradient(_ outputGradient: Float, _ weight: Float) -> Double {
        let (w, g) = (Double(weight), Double(outputGradient))
        if curve == .steep { return g * min(1, 2 / (1 + exp(-exponent(weight)))) }
        if curve == .centred, abs(w) <= t { return g }
        let slope = slope(weight) * (curve == .centred ? 2 : 1)
        return g * (mask(weight) + 2 * w * w / tau * slope)
    }
}
