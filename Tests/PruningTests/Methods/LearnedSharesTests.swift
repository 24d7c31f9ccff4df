import Layers
import Pruning
import Tensors
import Testing

/// Methods that learn how many zeros a layer has keep those shares when they harden.
@Suite struct LearnedSharesTests {
    private func network() throws -> ListedWeights {
        ListedWeights([
            try .init(Tensor((1...10).map { Float($0) / 10 }, shape: [2, 5])),
            try .init(Tensor((1...10).map { Float($0) / 10 }, shape: [2, 5])),
        ])
    }

    private func pruner(
        _ network: ListedWeights, _ method: any PruningMethod, sparsity: Double = 0.5,
        allocation: some Allocation = .globalMagnitude
    ) throws -> Pruner {
        let pruner = try Pruner(
            network, sparsity: sparsity, schedule: .oneShot, allocation: allocation, method: method)
        try pruner.advance(to: start)
        #expect(pruner.layers.map(\.targetUnitCount) == [5, 5])
        return pruner
    }

    /// The thresholds are sigmoid(−2.2) = 0.1 and sigmoid(2.2) = 0.9.
    @Test func theThresholdsOfSTRDecide() throws {
        let network = try network()
        let method = try STR(initialLogit: 0)
        let pruner = try pruner(network, method)
        for (named, logit) in zip(method.trainableParameters, [-2.2, 2.2] as [Float]) {
            try named.parameter.tensor.setValues([logit])
        }
        try pruner.harden()
        #expect(try network.zeroCounts() == [1, 9])
        let hardened = try network.namedParameters.map { try $0.parameter.tensor.values() }
        try pruner.harden()
        #expect(try network.namedParameters.map { try $0.parameter.tensor.values() } == hardened)
        #expect(pruner.layers.map(\.targetUnitCount) == [1, 9])
    }

    @Test func theScoresOfCSDecide() throws {
        let network = try network()
        let method = try ContinuousSparsification(epochCount: 2)
        let pruner = try pruner(network, method)
        let scores = method.trainableParameters.map(\.parameter.tensor)
        try scores[0].setValues([-9, 1, 1, 1, 1, 1, 1, 1, 1, 1])
        try scores[1].setValues([-1, -2, -3, 5, -4, -5, -6, -7, -8, -9])
        try pruner.freezeMasks()
        #expect(try network.zeroCounts() == [1, 9])
        try pruner.harden()
        #expect(try network.zeroCounts() == [1, 9])
    }

    @Test func theScoresOfChannelsDecide() throws {
        let network = ListedWeights([
            try .init(.full([2, 3], 1)), try .init(.full([4, 3], 1)),
        ])
        let method = try ContinuousSparsification(epochCount: 2)
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: .outputChannels, schedule: .oneShot, method: method)
        let scores = method.trainableParameters.map(\.parameter.tensor)
        try scores[0].setValues([2, 3])
        try scores[1].setValues([-1, 4, -3, -2])
        try pruner.harden()
        #expect(try network.zeroCounts() == [0, 9])
    }

    @Test func anAllocationOfShapesHolds() throws {
        let network = try network()
        let method = try STR(initialLogit: 0)
        let pruner = try pruner(network, method, allocation: .uniform)
        for (named, logit) in zip(method.trainableParameters, [-2.2, 2.2] as [Float]) {
            try named.parameter.tensor.setValues([logit])
        }
        try pruner.harden()
        #expect(try network.zeroCounts() == [5, 5])
    }
}
