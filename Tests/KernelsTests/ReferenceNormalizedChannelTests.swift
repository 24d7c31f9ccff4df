import Kernels
import TestSupport
import Testing

@Suite struct ReferenceNormalizedChannelTests {
    /// f = Σ c·(γ·x̂ + β) for coefficients c, which are then the gradient of the output.
    private func value(
        _ x: [Double], _ coefficients: [Double], scale: Double = 1.5, shift: Double = -0.5
    ) -> Double {
        let channel = ReferenceNormalizedChannel(x, scale: scale, shift: shift, epsilon: 1e-5)
        return zip(x, coefficients).reduce(0) { $0 + $1.1 * channel.output($1.0) }
    }

    /// Differences over 2·10⁻⁵ are off by their square, and rounded to 10⁻¹⁶ / 10⁻⁵.
    @Test func gradientsAreThoseOfDifferences() {
        var generator = SeededGenerator(seed: 5)
        let x = (0..<9).map { _ in Double.random(in: -1...2, using: &generator) }
        let c = (0..<9).map { _ in Double.random(in: -1...1, using: &generator) }
        let step = 1e-5
        func slope(_ function: (Double) -> Double) -> Double {
            (function(step) - function(-step)) / (2 * step)
        }
        let found = ReferenceNormalizedChannel(x, scale: 1.5, shift: -0.5, epsilon: 1e-5)
            .gradients(of: x, outputGradient: c)
        for index in x.indices {
            let wanted = slope { change in
                var moved = x
                moved[index] += change
                return value(moved, c)
            }
            #expect(abs(found.input[index] - wanted) < 1e-8)
        }
        #expect(abs(found.scale - slope { value(x, c, scale: 1.5 + $0) }) < 1e-8)
        #expect(abs(found.shift - slope { value(x, c, shift: -0.5 + $0) }) < 1e-8)
    }
}
