import Layers
import Optimization
import Pruning
import Tensors
import Testing

@Suite struct RigLTests {
    let weights: [Float] = [0.1, 5, 0.2, 6, 7, 0.3, 8, 0.4]
    let gradients: [Float] = [1, 2, 9, 2, 2, 3, 2, 4]

    @Test func growsTheLargestGradientsAndKeepsTheNumber() throws {
        let network = try OneLayer(weights)
        let method = try RigL(epochCount: 1000, interval: 1, dropShare: 0.6)
        let pruner = try network.pruner(method)
        try network.backward(gradients, pruner, at: moment(step: 1))
        let mask = try #require(method.state.first)
        #expect(mask.name == "weight.mask")
        #expect(try mask.tensor.values() == [0, 0, 1, 0, 1, 0, 1, 1])
    }

    @Test func grownWeightsStartFromZeroWithoutMomentum() throws {
        let network = try OneLayer(weights)
        let method = try RigL(epochCount: 1000, interval: 1, dropShare: 0.6)
        let pruner = try network.pruner(method)
        try network.backward(gradients, pruner, at: moment(step: 1))
        #expect(try network.weight.tensor.values() == [0, 0, 0, 0, 7, 0, 8, 0])
        #expect(try network.gradient() == [0, 0, 9, 0, 2, 0, 2, 4])
        let resets = method.takeMomentumResets()
        #expect(resets.count == 1)
        #expect(resets.first?.parameter === network.weight)
        #expect(try resets.first?.kept?.values() == [0, 0, 0, 0, 1, 0, 1, 0])
        #expect(method.takeMomentumResets().isEmpty)
    }

    @Test func aDroppedWeightWithALargeGradientStays() throws {
        let network = try OneLayer([1, 2, 3, 4])
        let method = try RigL(epochCount: 1000, interval: 1, dropShare: 0.6)
        let pruner = try network.pruner(method)
        try network.backward([1, 0, 9, 0], pruner, at: moment(step: 1))
        #expect(try network.weight.effective.values() == [0, 0, 3, 4])
    }

    @Test func onlyKeptWeightsAreTrainedBetweenExchanges() throws {
        let network = try OneLayer(weights)
        let method = try RigL(epochCount: 1000, interval: 4, dropShare: 0.5)
        let pruner = try network.pruner(method)
        for step in 0..<4 {
            try network.backward(gradients, pruner, at: moment(step: step))
            #expect(try network.gradient() == [0, 2, 0, 2, 2, 0, 2, 0])
        }
        #expect(method.takeMomentumResets().isEmpty)
    }

    /// The gradient of what was grown is zero, so it never moves.
    @Test func aGrownWeightThatIsZeroIsNoZeroTooMany() throws {
        let network = try OneLayer(weights)
        let method = try RigL(epochCount: 1000, interval: 1, dropShare: 0.6)
        let pruner = try network.pruner(method)
        try network.backward([0, 0, 0, 0, 0, 0, 0, 0], pruner, at: moment(step: 1))
        #expect(try network.weight.tensor.zeroCount() > 4)
        try pruner.freezeMasks()
        #expect(try network.weight.effective.zeroCount() == 4)
        try pruner.harden()
        #expect(try network.weight.tensor.zeroCount() == 4)
    }

    @Test func exchangesEndAfterThreeQuarters() throws {
        let network = try OneLayer(weights)
        let method = try RigL(epochCount: 4, interval: 1, dropShare: 1)
        let pruner = try network.pruner(method)
        try network.backward(gradients, pruner, at: TrainingMoment(epoch: 3))
        #expect(method.takeMomentumResets().isEmpty)
    }
}

@Suite struct GraNetTests {
    @Test func followsTheScheduleWhileItExchanges() throws {
        let network = try OneLayer((1...100).map(Float.init))
        let method = try GraNet(epochCount: 10, interval: 1, dropShare: 0.5)
        let ramp = try LinearRamp(sharePerEpoch: 0.1)
        let pruner = try network.pruner(method, schedule: ramp)
        for epoch in 0..<10 {
            let gradients = (0..<100).map { Float(($0 * 37) % 100) + 1 }
            try network.backward(gradients, pruner, at: TrainingMoment(epoch: epoch))
            let mask = try #require(method.state.first).tensor
            #expect(try mask.zeroCount() == 5 * (epoch + 1))
        }
    }

    @Test func sharesTheZerosOutAnewAtEveryExchange() throws {
        let method = try GraNet(epochCount: 10, interval: 2)
        let due = (0..<6).filter { method.reallocates(at: .step(moment(step: $0))) }
        #expect(due == [2, 4])
        #expect(!method.reallocates(at: .hardening))
    }
}

@Suite struct ACDCTests {
    @Test func alternatesAsItsAuthorsDo() throws {
        let method = try ACDC(epochCount: 100)
        let sparse = (0..<100).filter(method.isSparse)
        let phases = stride(from: 10, to: 75, by: 10).flatMap { Array($0..<$0 + 5) }
        #expect(sparse == phases + Array(85..<100))
    }

    @Test(arguments: [1, 2, 3, 5, 10, 20])
    func shortRunsEndSparse(epochCount: Int) throws {
        #expect(try ACDC(epochCount: epochCount).isSparse(inEpoch: epochCount - 1))
    }

    @Test func prunedWeightsStartFromZeroWithoutMomentum() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try ACDC(epochCount: 20)
        let pruner = try network.pruner(method)
        try network.backward([5, 6, 7, 8], pruner, at: TrainingMoment(epoch: 2))
        #expect(try network.gradient() == [0, 6, 7, 0])
        #expect(method.takeMomentumResets().isEmpty)
        try network.backward([5, 6, 7, 8], pruner, at: TrainingMoment(epoch: 7))
        #expect(try network.weight.tensor.values() == [0, -4, 3, 0])
        #expect(try network.gradient() == [5, 6, 7, 8])
        let resets = method.takeMomentumResets()
        #expect(resets.map { $0.parameter === network.weight } == [true])
        #expect(resets.first?.kept == nil)
        #expect(pruner.currentSparsity == 0)
    }

    @Test func sharesTheZerosOutAnewWhenAPhaseBegins() throws {
        let network = try TwoLayers()
        let method = try ACDC(epochCount: 20)
        let pruner = try Pruner(network, sparsity: 0.5, schedule: .oneShot, method: method)
        try pruner.advance(to: TrainingMoment(epoch: 2))
        try pruner.advance(to: TrainingMoment(epoch: 7))
        try withoutGradients { try network.fc.weight.tensor.fill(1000) }
        try pruner.advance(to: TrainingMoment(epoch: 12))
        #expect(pruner.layers.map(\.targetUnitCount) == [78, 0])
    }
}
