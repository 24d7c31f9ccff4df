import Layers
import Tensors
import Testing

@Suite struct InitializationTests {
    static let shape = [64, 32, 3, 3]

    /// The deviation of n samples' deviation is about σ/√(2n); six of them are allowed.
    private func expectDeviation(_ initialization: Initialization, groups: Int = 1, _ sigma: Double)
        throws
    {
        let weights = try initialization.weights(Self.shape, groups: groups)
        let deviation = try weights.squared().mean().item().squareRoot()
        #expect(abs(deviation / sigma - 1) < 6 / (2 * Double(weights.count)).squareRoot())
    }

    @Test func hasTheDeviationOfItsFan() throws {
        try expectDeviation(.normalFanIn, (2.0 / (32 * 9)).squareRoot())
        try expectDeviation(.normalFanOut, (2.0 / (64 * 9)).squareRoot())
        try expectDeviation(.normalFanOut, groups: 2, (2.0 / (32 * 9)).squareRoot())
        try expectDeviation(.normal(deviation: 0.02), 0.02)
        try expectDeviation(.uniformFanIn, 1 / (3.0 * 32 * 9).squareRoot())
    }

    @Test func staysInsideTheBoundsOfPyTorch() throws {
        let bound = 1 / Float(32 * 9).squareRoot()
        let weights: [Float] = try Initialization.uniformFanIn.weights(Self.shape).elements()
        #expect(weights.allSatisfy { abs($0) <= bound })
        let linear = try Linear(16, 1_000)
        let bias: [Float] = try #require(try linear.bias?.tensor.elements())
        #expect(bias.allSatisfy { abs($0) <= 0.25 } && bias.contains { abs($0) > 0.2 })
    }
}
