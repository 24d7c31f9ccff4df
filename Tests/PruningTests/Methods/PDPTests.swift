import Foundation
import Layers
import Pruning
import Tensors
import Testing

@Suite struct PDPTests {
    @Test func addsNothingToTrainOrToKeep() throws {
        let network = try TwoLayers()
        let method = try PDP.paper()
        let pruner = try halfPruner(network, method)
        let paths = network.namedParameters.map(\.path)
        try pruner.advance(to: start)
        #expect(method.trainableParameters.isEmpty)
        #expect(method.optimizerGroups.isEmpty)
        #expect(method.state.isEmpty)
        #expect(method.takeMomentumResets().isEmpty)
        #expect(try method.penalty(for: pruner.layers) == nil)
        #expect(network.namedParameters.map(\.path) == paths)
    }

    @Test func weightIsItselfWithoutPruning() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(PDP.paper(), sparsity: 0)
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [1, -4, 3, 2])
    }

    @Test func everyStoredWeightIsTrained() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(PDP(temperature: .relative(0.5)))
        try network.backward([5, 6, 7, 8], pruner, at: start)
        #expect(try network.gradient().allSatisfy { $0 != 0 })
    }

    @Test func relativeTemperatureDoesNotDependOnTheScale() throws {
        var masks: [[Float]] = []
        for scale: Float in [1, 1024] {
            let network = try OneLayer([1, -4, 3, 2].map { $0 * scale })
            let pruner = try network.pruner(PDP(temperature: .relative(0.5)))
            try pruner.advance(to: start)
            masks.append(try network.weight.effective.values().map { $0 / scale })
        }
        #expect(masks[0] == masks[1])
    }

    @Test(arguments: [1e-300, 1e300])
    func aTemperatureBeyondSinglePrecisionMakesNoNaN(number: Double) throws {
        for pattern in ["unstructured", "1:3-padded", "channels", "2x1"] {
            let network = try OneLayer([1, 1, -1, 1], shape: [2, 2])
            let method = try PDP(temperature: .fixed(number))
            let pruner = try network.pruner(method, pattern: Patterns.named(pattern))
            try network.backward([1, 1, 1, 1], pruner, at: start)
            #expect(try network.weight.effective.values().allSatisfy { abs($0) == 0.5 })
            #expect(try network.gradient().allSatisfy { !$0.isNaN })
        }
    }

    @Test func refusesATemperatureOfZero() {
        let error = #expect(throws: PruningError.self) { try PDP(temperature: .fixed(0)) }
        #expect(
            error?.description == "the temperature is 0.0; it must be a finite number above 0")
    }
}

@Suite struct SoftMaskTests {
    let weights: [Double] = [0.9, -0.1, 0.35, -0.6, 0.05, 0.41, -0.38, 0.2]
    let tau = 0.03

    /// t = ½ (max W_l + min W_h), in plain Swift.
    private func threshold(prunedCount: Int) -> Double {
        let magnitudes = weights.map(abs).sorted()
        return (magnitudes[prunedCount - 1] + magnitudes[prunedCount]) / 2
    }

    /// exp(w²/τ) / (exp(w²/τ) + exp(t²/τ)), as the paper writes it.
    private func mask(_ w: Double, _ t: Double) -> Double {
        exp(w * w / tau) / (exp(w * w / tau) + exp(t * t / tau))
    }

    private func softWeights(_ weights: [Double], threshold: Double, requiresGradient: Bool = false)
        throws -> (stored: Tensor, effective: Tensor)
    {
        let stored = try Tensor(weights, shape: [1, weights.count])
        try stored.setRequiresGradient(requiresGradient)
        let limit = try Tensor([threshold], shape: [1, 1])
        let temperature = try Tensor([tau], shape: [1, 1])
        let mask = try softMask(of: stored, threshold: limit, temperature: temperature)
        return (stored, try mask * stored)
    }

    @Test(arguments: 1..<8)
    func thresholdLiesBetweenPrunedAndKept(prunedCount: Int) throws {
        let magnitudes = try Tensor(weights.map(abs), shape: [1, weights.count])
        let found = try Pruning.threshold(of: magnitudes, prunedCount: prunedCount).item()
        #expect(found == threshold(prunedCount: prunedCount))
        #expect(weights.filter { abs($0) < found }.count == prunedCount)
    }

    @Test(arguments: [0, 8, -1, 9])
    func thresholdNeedsBothSides(prunedCount: Int) throws {
        let magnitudes = try Tensor(weights.map(abs), shape: [1, weights.count])
        #expect(throws: PruningError.invalidPrunedCount(prunedCount, unitCount: 8)) {
            try Pruning.threshold(of: magnitudes, prunedCount: prunedCount)
        }
    }

    @Test(arguments: 1..<8)
    func equalsTheFormulaInDoublePrecision(prunedCount: Int) throws {
        let t = threshold(prunedCount: prunedCount)
        let found = try softWeights(weights, threshold: t).effective.elements(as: Double.self)
        for (found, w) in zip(found, weights) { #expect(abs(found - mask(w, t) * w) < 1e-15) }
    }

    @Test func isOneHalfAtTheThreshold() throws {
        let found = try softWeights([0.5, -0.5], threshold: 0.5).effective
        #expect(try found.elements(as: Double.self) == [0.25, -0.25])
    }

    @Test func doesNotOverflow() throws {
        let found = try softWeights([1e9, 0], threshold: 1).effective
        #expect(try found.elements(as: Double.self) == [1e9, 0])
    }

    /// Central differences: the error is of the order of (step/√τ)² times the third derivative,
    /// about 10⁻⁷ for this step.
    @Test func gradientEqualsFiniteDifferences() throws {
        let t = threshold(prunedCount: 4)
        let (stored, effective) = try softWeights(weights, threshold: t, requiresGradient: true)
        try effective.sum().backward()
        let gradient = try #require(try stored.gradient).elements(as: Double.self)
        let step = 1e-5
        for (found, w) in zip(gradient, weights) {
            let difference =
                (mask(w + step, t) * (w + step) - mask(w - step, t) * (w - step)) / (2 * step)
            let m = mask(w, t)
            #expect(abs(found - difference) < 1e-7)
            #expect(abs(found - (m + 2 * w * w / tau * m * (1 - m))) < 1e-13)
        }
    }
}
