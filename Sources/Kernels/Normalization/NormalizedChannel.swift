/// What a batch norm finds in a channel and does with it: γ·(x − μ)/√(v + ε) + β.
///
/// It is computed as (x − c)·f + o, with the float c nearest to μ. The difference is exact wherever μ is
/// large beside it, and o takes up what c leaves of μ.
struct NormalizedChannel {
    /// μ.
    let mean: Double
    /// v, the mean squared difference from μ.
    let variance: Double
    /// √(v + ε).
    private let deviation: Double
    /// γ.
    private let scale: Float
    /// β.
    private let shift: Float
    private let count: Double

    /// From the sums of the differences of `count` values from `origin`, and of their squares.
    init(
        origin: Float, sum: Double, squareSum: Double, count: Int, epsilon: Double, scale: Float,
        shift: Float
    ) {
        self.count = Double(count)
        let difference = sum / self.count
        mean = Double(origin) + difference
        let variance = squareSum / self.count - difference * difference
        // Not `max`, which would take 0 for NaN.
        self.variance = variance < 0 ? 0 : variance
        deviation = (self.variance + epsilon).squareRoot()
        self.scale = scale
        self.shift = shift
    }

    /// c.
    var centre: Float { Float(mean) }

    /// f.
    var factor: Float { Float(Double(scale) / deviation) }

    /// o.
    var offset: Float { Float(Double(shift) - remainder * Double(factor)) }

    /// μ − c.
    private var remainder: Double { mean - Double(centre) }

    /// The gradients with respect to γ and β, and what that of x is computed with: g·f + (x − c)·`slope` +
    /// `constant`.
    typealias Gradients = (scale: Float, shift: Float, slope: Float, constant: Float)

    /// The gradients, from the sums of g and of g·(x − c) over the values of the channel.
    func gradients(sum: Double, productSum: Double) -> Gradients {
        let scaleGradient = (productSum - remainder * sum) / deviation
        let factor = Double(scale) / deviation
        let slope = -factor / deviation * scaleGradient / count
        let constant = -factor * sum / count - slope * remainder
        return (Float(scaleGradient), Float(sum), Float(slope), Float(constant))
    }
}
