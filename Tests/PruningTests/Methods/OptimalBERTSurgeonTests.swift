import Layers
import Optimization
import Pruning
import Tensors
import Testing

@Suite struct OptimalBERTSurgeonTests {
    private func surgeon(
        interval: Int = 1, blockSize: Int = 4, damping: Double = 1
    ) throws -> OptimalBERTSurgeon {
        try OptimalBERTSurgeon(interval: interval, blockSize: blockSize, damping: damping)
    }

    /// What is added to F for rounding moves weights by less than a millionth of what they are.
    private func expect(_ found: [Float], near expected: [Float]) {
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) })
    }

    /// With F = 1 + g·gᵀ and g = (3, 0, 0, 0) the first weight has the score ½·√10 and the last 1: the smaller one stays.
    @Test func keepsWhatTheLossIsSteepIn() throws {
        let network = try OneLayer([0.5, 0.25, 0.25, 1])
        let pruner = try network.pruner(surgeon(), sparsity: 0.75)
        for step in 0..<2 { try network.backward([3, 0, 0, 0], pruner, at: moment(step: step)) }
        #expect(try network.weight.tensor.values() == [0.5, 0, 0, 0])
    }

    /// Of g = (2, 1) the first weight leaves the block and the second makes up for it: with F = 1 + g·gᵀ it moves by
    /// F₂₁/F₂₂·w₁ = 2/2·½.
    @Test func movesWhatStays() throws {
        let network = try OneLayer([0.5, 4])
        let pruner = try network.pruner(surgeon())
        for step in 0..<2 { try network.backward([2, 1], pruner, at: moment(step: step)) }
        expect(try network.weight.tensor.values(), near: [0, 4.5])
    }

    /// Weights of other blocks stay as they are, also in the last block, which is not full.
    @Test func blocksKnowNothingOfEachOther() throws {
        let network = try OneLayer([0.5, 4, 8, 0.25, 16])
        let pruner = try network.pruner(surgeon(blockSize: 2), sparsity: 0.4)
        for step in 0..<2 {
            try network.backward([2, 1, 1, 1, 1], pruner, at: moment(step: step))
        }
        expect(try network.weight.tensor.values(), near: [0, 4.5, 8.125, 0, 16])
    }

    /// Before a window is complete and between two of them nothing is cut, and what is cut stays zero. The ramp is at
    /// 3, 5.25 and 7.5 weights where windows end.
    @Test func cutsOnceInAWindow() throws {
        let network = try OneLayer((1...24).map { Float($0) })
        let pruner = try network.pruner(
            surgeon(interval: 3), schedule: LinearRamp(sharePerEpoch: 0.25, isPerStep: true))
        let zeros = try (0..<10).map { step in
            try network.backward(Array(repeating: 1, count: 24), pruner, at: moment(step: step))
            return try network.weight.effective.zeroCount()
        }
        #expect(zeros == [0, 0, 0, 3, 3, 3, 5, 5, 5, 8])
        #expect(try network.weight.tensor.zeroCount() == 8)
    }

    /// Gradients of some thousands beside λ = 10⁻⁷, all nearly the same: rounding alone decides about the smallest
    /// eigenvalues.
    @Test func largeGradientsLeaveWeightsFinite() throws {
        let network = try OneLayer((0..<20).map { Float($0) - 9.5 })
        let pruner = try network.pruner(
            OptimalBERTSurgeon(interval: 20, blockSize: 20, damping: 1e-7))
        for step in 0...20 {
            let g = (0..<20).map { 3000 + Float(step * 7 % 20) * Float($0 % 3) / 16 }
            try network.backward(g, pruner, at: moment(step: step))
        }
        let weights = try network.weight.tensor.values()
        #expect(weights.allSatisfy { $0.isFinite } && weights.count { $0 == 0 } == 10)
    }

    /// What the cut forgets of the momentum.
    @Test func forgetsTheMomentumOfWhatIsCut() throws {
        let network = try OneLayer([0.5, 4])
        let method = try surgeon()
        let pruner = try network.pruner(method)
        for step in 0..<2 { try network.backward([2, 1], pruner, at: moment(step: step)) }
        let resets = method.takeMomentumResets()
        #expect(try resets.map { try #require($0.kept).values() } == [[0, 1]])
        #expect(method.takeMomentumResets().isEmpty)
    }
}
