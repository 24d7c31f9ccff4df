import Foundation
import Layers
import Pruning
import Tensors
import Testing

@Suite struct SpartanTests {
    let weights: [Double] = [1, -4, 3, 2, -0.5, 6]

    /// sigmoid(|w| + μ) of all weights, which are `kept` in sum.
    private func softMask(_ weights: [Double], kept: Double, sharpness: Double = 1) -> [Double] {
        func mask(_ shift: Double) -> [Double] {
            weights.map { 1 / (1 + exp(-sharpness * abs($0) - shift)) }
        }
        var (lower, upper) = (-100.0, 100.0)
        for _ in 0..<200 {
            let middle = (lower + upper) / 2
            if mask(middle).reduce(0, +) < kept { lower = middle } else { upper = middle }
        }
        return mask(lower)
    }

    @Test func computesWithTheLargestWeightsUnderTheirSoftMask() throws {
        let network = try OneLayer(weights.map(Float.init))
        let pruner = try network.pruner(Spartan(end: 1, initialSharpness: 1))
        try pruner.advance(to: start)
        let soft = softMask(weights, kept: 3)
        let expected = zip(weights, soft).map { w, m in abs(w) > 2.5 ? w * m : 0 }
        for (found, expected) in zip(try network.weight.effective.values(), expected) {
            #expect(abs(Double(found) - expected) < 1e-5)
        }
    }

    /// Central differences of Σ c·w·m(w), the shift of the mask followed.
    @Test func gradientsAreThoseOfTheSoftMask() throws {
        let network = try OneLayer(weights.map(Float.init))
        let c: [Double] = [1, -2, 0.5, 3, 1.5, -1]
        let pruner = try network.pruner(Spartan(end: 1, initialSharpness: 1))
        try network.backward(c.map(Float.init), pruner, at: start)
        func value(_ weights: [Double]) -> Double {
            let soft = softMask(weights, kept: 3)
            return zip(c, zip(weights, soft)).reduce(0) { $0 + $1.0 * $1.1.0 * $1.1.1 }
        }
        let step = 1e-5
        for (index, found) in try network.gradient().enumerated() {
            var (up, down) = (weights, weights)
            up[index] += step
            down[index] -= step
            let expected = (value(up) - value(down)) / (2 * step)
            #expect(abs(Double(found) - expected) < 1e-4)
        }
    }

    @Test(arguments: [(0.0, 2.0), (0.5, 4.0), (1.0, 6.0), (3.0, 6.0)])
    func theMaskGetsHarderUntilTheEnd(epochs: Double, sharpness: Double) throws {
        let network = try OneLayer(weights.map(Float.init))
        let pruner = try network.pruner(
            Spartan(end: 1, initialSharpness: 2, finalSharpness: 6))
        try pruner.advance(
            to: TrainingMoment(
                epoch: Int(epochs), step: epochs == 0.5 ? 1 : 0, stepsPerEpoch: 2))
        let soft = softMask(weights, kept: 3, sharpness: sharpness)
        let found = try network.weight.effective.values()
        #expect(abs(Double(found[2]) - 3 * soft[2]) < 1e-5)
    }

    /// With one shift for all layers the masks together are what stays of all.
    @Test(arguments: [true, false]) func layersShareAShiftOrHaveTheirOwn(shares: Bool) throws {
        let network = try TwoLayers(GoldenSteps.read())
        let pruner = try Pruner(
            network, sparsity: 0.75, schedule: .oneShot, allocation: .globalMagnitude,
            method: Spartan(end: 1, sharesShift: shares))
        try pruner.advance(to: start)
        let sums = try pruner.method.state.map { try $0.tensor.sum().item() }
        let kept = pruner.layers.map { Double($0.unitsPerGroup - $0.prunedUnitCount) }
        #expect(abs(sums.reduce(0, +) - kept.reduce(0, +)) < 1e-3)
        #expect(zip(sums, kept).allSatisfy { abs($0 - $1) < 1e-3 } == !shares)
    }
}
