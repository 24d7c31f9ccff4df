import Layers
import Pruning
import Tensors
import Testing

@Suite struct PLATONTests {
    /// The gradients of the steps are ±4 and 0 in turns for the first weight, and 2 for the last; both means are
    /// 2, but only the first is uncertain.
    @Test func keepsUncertainWeightsOfTheSameImportance() throws {
        let network = try OneLayer([1, 0.25, 0.25, 1])
        let method = try PLATON(interval: 1)
        let pruner = try network.pruner(method, sparsity: 0.25)
        pruner.startEpoch = nil
        for step in 0..<9 {
            let first: Float = step % 2 == 0 ? 4 : 0
            try network.backward([first, 0.25, 0.25, 2], pruner, at: moment(step: step))
        }
        let scores = try #require(try method.ranking(of: pruner.layers[0])).values()
        #expect(scores[0] > scores[3] && scores[3] > scores[1])
    }

    /// In a window of two steps the mean counts: (1·2 + 1·4)/2 beside (2·3 + 2·3)/2.
    @Test func averagesOverAWindow() throws {
        let network = try OneLayer([1, 2])
        let method = try PLATON(interval: 2, importanceDecay: 0, uncertaintyDecay: 0)
        let pruner = try network.pruner(method)
        pruner.startEpoch = nil
        for (step, c) in [[2, 3], [4, 3], [0, 0]].enumerated() {
            try network.backward(c.map { Float($0) }, pruner, at: moment(step: step))
        }
        let state = Dictionary(
            uniqueKeysWithValues: try method.state.map { ($0.name, try $0.tensor.values()) })
        let importance = try #require(state.first { $0.key.hasSuffix(".importance") }?.value)
        #expect(importance == [3, 6])
    }

    /// A weight is set to zero once in a window while the zeros become more, and grows in between.
    @Test func weightsGrowBetweenTheFirstStepsOfWindows() throws {
        let network = try OneLayer((1...24).map { Float($0) })
        let pruner = try network.pruner(
            PLATON(interval: 3), schedule: LinearRamp(sharePerEpoch: 0.5, isPerStep: true))
        func zeros(_ step: Int) throws -> Int {
            try network.backward(Array(repeating: 1, count: 24), pruner, at: moment(step: step))
            return try network.weight.effective.zeroCount()
        }
        for step in 0..<4 { _ = try zeros(step) }
        #expect(try network.weight.tensor.zeroCount() == 6)
        try network.set(network.weight.tensor.values().map { $0 == 0 ? 0.125 : $0 })
        #expect(try zeros(4) == 0, "no mask in the middle of a window")
        for step in 5..<9 { _ = try zeros(step) }
        for step in 9..<12 {
            try network.set(network.weight.tensor.values().map { $0 == 0 ? 0.125 : $0 })
            #expect(try zeros(step) == 12, "in every step once the zeros become no more")
        }
    }
}
