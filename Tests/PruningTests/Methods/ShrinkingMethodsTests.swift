import Foundation
import Layers
import Pruning
import Tensors
import Testing

/// Methods whose weights begin at 0 above the threshold.
@Suite struct ShrinkingMethodsTests {
    let weights: [Float] = [1, -4, 3, 2, -0.5, 6]
    /// Halfway between 2 and 3.
    let threshold: Float = 2.5

    /// The largest difference of two roundings of a number below 8.
    private func expect(_ found: [Float], near expected: [Float]) {
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 8 * 0x1p-23 })
    }

    @Test func featherTakesTheCubicRootOfTheDifferenceOfCubes() throws {
        let network = try OneLayer(weights)
        let pruner = try network.pruner(Feather())
        try pruner.advance(to: start)
        expect(
            try network.weight.effective.values(),
            near: weights.map { w in
                let difference = pow(abs(w), 3) - pow(threshold, 3)
                return difference > 0 ? (w < 0 ? -1 : 1) * pow(difference, 1 / 3) : 0
            })
    }

    @Test func featherScalesTheGradientsOfPrunedWeights() throws {
        let network = try OneLayer(weights)
        let pruner = try network.pruner(Feather(prunedGradientScale: 0.5))
        try network.backward([2, 2, 4, 4, 8, 8], pruner, at: start)
        #expect(try network.gradient() == [1, 2, 4, 2, 4, 8])
    }

    @Test(arguments: [(0.5, 1), (0.95, 1), (0.951, 0.5)])
    func featherTakesTheScaleOfItsAuthors(sparsity: Double, scale: Double) throws {
        let run = MethodRun(
            network: try OneLayer(weights), pattern: .unstructured, sparsity: sparsity,
            epochCount: 1)
        let method = try #require(try PruningMethods.named("feather").make(for: run) as? Feather)
        #expect(method.prunedGradientScale == scale)
    }

    /// The definition in double precision; gradients of pruned weights are scaled with 2m.
    @Test func steepMasksAreCubicRootsOfCentredOnes() throws {
        let network = try OneLayer(weights)
        let pruner = try network.pruner(PDP.steep(temperature: .relative(0.7)))
        try network.backward([2, 2, 4, 4, 8, 8], pruner, at: start)
        let limit = Double(threshold) * Double(threshold)
        expect(
            try network.weight.effective.values(),
            near: weights.map { w in
                let centred = tanh((Double(w) * Double(w) - limit) / (2 * 0.7 * limit))
                return Float(Double(w) * cbrt(max(0, centred)))
            })
        expect(
            try network.gradient(),
            near: zip(weights, [2, 2, 4, 4, 8, 8] as [Float]).map { w, g in
                let x = (Double(w) * Double(w) - limit) / (0.7 * limit)
                return g * Float(min(1, 2 / (1 + exp(-x))))
            })
    }

    @Test func softThresholdsAreRescaledChannelByChannel() throws {
        let network = try OneLayer(weights, shape: [2, 3])
        let pruner = try network.pruner(ST3())
        try network.backward([1, 2, 3, 4, 5, 6], pruner, at: start)
        let scales: [Float] = [1.01 / (7 / 8 + 0.01), 1.01 / (6 / 8.5 + 0.01)]
        expect(
            try network.weight.effective.values(),
            near: [0, -1.5 * scales[0], 0.5 * scales[0], 0, 0, 3.5 * scales[1]])
        #expect(try network.gradient() == [1, 2, 3, 4, 5, 6])
    }

    @Test(arguments: ["feather", "st-3", "spartan", "pdp-centred", "pdp-steep"])
    func hardeningWritesWhatTheNetworkComputesWith(name: String) throws {
        let network = try OneLayer(weights, shape: [2, 3])
        let run = MethodRun(network: network, pattern: .unstructured, epochCount: 1)
        let pruner = try network.pruner(PruningMethods.named(name).make(for: run))
        try pruner.advance(to: start)
        let used = try network.weight.effective.values()
        try pruner.harden()
        expect(try network.weight.tensor.values(), near: used)
        #expect(try network.weight.tensor.zeroCount() == 3)
        #expect(try network.weight.tensor.values().allSatisfy { $0 != 0 || $0.sign == .plus })
    }

    /// Two weights of equal size, of which one has to stay.
    @Test(arguments: ["feather", "st-3", "spartan", "pdp-centred", "pdp-steep"])
    func aWeightAtTheThresholdThatIsKeptIsNoZero(name: String) throws {
        let network = try OneLayer([1, 1, 1, 1])
        let run = MethodRun(network: network, pattern: .unstructured, epochCount: 1)
        let pruner = try network.pruner(PruningMethods.named(name).make(for: run))
        try pruner.advance(to: start)
        try pruner.harden()
        #expect(try network.weight.tensor.zeroCount() == 2)
    }
}

@Suite struct CentredPDPTests {
    let weights: [Float] = [1, -4, 3, 2, -0.5, 6]

    @Test func theMaskIsAHyperbolicTangentFromTheThresholdOn() throws {
        let network = try OneLayer(weights)
        let pruner = try network.pruner(PDP.centred())
        try pruner.advance(to: start)
        let (limit, tau) = (Float(6.25), Float(0.3 * 6.25))
        let expected = weights.map { w in w * max(0, tanh((w * w - limit) / (2 * tau))) }
        #expect(
            try zip(network.weight.effective.values(), expected).allSatisfy {
                abs($0 - $1) <= 8 * 0x1p-23
            })
    }

    /// Central differences of the formula above the threshold; 1 below it.
    @Test func gradientsAreThoseOfTheFormulaAboveTheThresholdOnly() throws {
        let network = try OneLayer([1, -3.1, 3, 2, -0.5, 2.8])
        let pruner = try network.pruner(PDP.centred(temperature: .relative(0.5)))
        try network.backward([1, 1, 1, 1, 1, 1], pruner, at: start)
        let limit = (2.0 + 2.8) * (2.0 + 2.8) / 4
        func used(_ w: Double) -> Double { w * tanh((w * w - limit) / limit) }
        let step = 1e-5
        let expected = [1, -3.1, 3, 2, -0.5, 2.8].map { w in
            abs(w) < 2.4 ? 1 : (used(w + step) - used(w - step)) / (2 * step)
        }
        for (found, expected) in zip(try network.gradient(), expected) {
            #expect(abs(Double(found) - expected) < 1e-5 * max(1, abs(expected)))
        }
    }

    @Test(arguments: ["unstructured", "channels", "2x1", "1:2"])
    func theNetworkThatIsTrainedHasTheZerosOfTheOneThatIsWritten(pattern: String) throws {
        let network = try OneLayer([1, -4, 3, 2, -0.5, 6, 2, 5], shape: [4, 2])
        let pruner = try network.pruner(PDP.centred(), pattern: Patterns.named(pattern))
        try pruner.advance(to: start)
        let used = try network.weight.effective.values()
        try pruner.harden()
        #expect(try network.weight.tensor.values().map { $0 == 0 } == used.map { $0 == 0 })
    }
}
