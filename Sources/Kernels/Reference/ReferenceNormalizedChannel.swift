/// The definitions behind ``BatchNormalization``, for one channel and in double precision.
package struct ReferenceNormalizedChannel {
    /// μ.
    package let mean: Double
    /// v.
    package let variance: Double

    private let deviation: Double
    private let scale: Double
    private let shift: Double

    /// - Parameters:
    ///   - values: All values of the channel.
    ///   - scale: γ.
    ///   - shift: β.
    ///   - epsilon: ε.
    package init(_ values: [Double], scale: Double, shift: Double, epsilon: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        self.mean = mean
        variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        deviation = (variance + epsilon).squareRoot()
        self.scale = scale
        self.shift = shift
    }

    /// x̂ = (x − μ)/√(v + ε).
    package func normalized(_ value: Double) -> Double { (value - mean) / deviation }

    /// γ·x̂ + β.
    package func output(_ value: Double) -> Double { scale * normalized(value) + shift }

    /// γ/√(v + ε).
    package var factor: Double { scale / deviation }

    /// The gradients, given g, that with respect to γ·x̂ + β.
    ///
    /// - Returns: γ/√(v + ε)·(g − mean(g) − x̂·mean(g·x̂)) for each value, Σ g·x̂ for γ and Σ g for β.
    package func gradients(
        of values: [Double], outputGradient: [Double]
    ) -> (input: [Double], scale: Double, shift: Double) {
        let count = Double(values.count)
        let sum = outputGradient.reduce(0, +)
        let productSum = zip(outputGradient, values).reduce(0) { $0 + $1.0 * normalized($1.1) }
        let input = zip(outputGradient, values).map { gradient, value in
            factor * (gradient - sum / count - normalized(value) * productSum / count)
        }
        return (input, productSum, sum)
    }
}
