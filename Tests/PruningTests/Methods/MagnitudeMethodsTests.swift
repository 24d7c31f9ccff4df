import Layers
import Pruning
import Tensors
import Testing

@Suite struct GradualMagnitudeTests {
    @Test func prunedWeightsGetNoGradient() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(GradualMagnitude())
        try network.backward([5, 6, 7, 8], pruner, at: start)
        #expect(try network.weight.effective.values() == [0, -4, 3, 0])
        #expect(try network.gradient() == [0, 6, 7, 0])
    }

    @Test func keepsItsMaskWhileTheSparsityStays() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(GradualMagnitude())
        try pruner.advance(to: start)
        try network.set([9, -4, 3, 2])
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [0, -4, 3, 0])
    }

    @Test func hardensWithTheMaskInUse() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(GradualMagnitude())
        try pruner.advance(to: start)
        try network.set([9, -4, 3, 2])
        try pruner.harden()
        #expect(try network.weight.tensor.values() == [0, -4, 3, 0])
    }

    @Test func hardeningAddsTheSmallestWhereTheScheduleWasNotDone() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let ramp = try LinearRamp(sharePerEpoch: 0.5)
        let pruner = try network.pruner(GradualMagnitude(), schedule: ramp)
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [0, -4, 3, 2])
        try network.set([9, -4, 3, 2])
        try pruner.harden()
        #expect(try network.weight.tensor.values() == [0, -4, 3, 0])
    }
}

@Suite struct OneShotMagnitudeTests {
    @Test func staysDenseUntilHardening() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(OneShotMagnitude())
        try network.backward([5, 6, 7, 8], pruner, at: TrainingMoment(epoch: 7))
        #expect(try network.gradient() == [5, 6, 7, 8])
        #expect(pruner.currentSparsity == 0)
        try pruner.harden()
        #expect(try network.weight.tensor.values() == [0, -4, 3, 0])
    }

    @Test func trainsOnlyWhatIsLeftAfterTheEpochOfTheCut() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(OneShotMagnitude(epoch: 2))
        try network.backward([5, 6, 7, 8], pruner, at: TrainingMoment(epoch: 1))
        #expect(try network.gradient() == [5, 6, 7, 8])
        try network.set([4, -1, 2, 3])
        try network.backward([5, 6, 7, 8], pruner, at: TrainingMoment(epoch: 2))
        #expect(try network.gradient() == [5, 0, 0, 8])
    }

    @Test func sharesTheZerosOutAtTheCut() throws {
        let network = try TwoLayers()
        let pruner = try Pruner(
            network, sparsity: 0.5, schedule: .oneShot, method: OneShotMagnitude())
        try pruner.advance(to: start)
        try withoutGradients { try network.fc.weight.tensor.multiply(by: 1000) }
        try pruner.harden()
        #expect(try network.fc.weight.tensor.zeroCount() == 0)
        #expect(try network.conv1.weight.tensor.zeroCount() == 78)
    }
}

@Suite struct StraightThroughTests {
    @Test func maskedWeightsGetTheFullGradient() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(StraightThrough())
        try network.backward([5, 6, 7, 8], pruner, at: start)
        #expect(try network.weight.effective.values() == [0, -4, 3, 0])
        #expect(try network.gradient() == [5, 6, 7, 8])
    }

    @Test(arguments: [(1, 1), (2, 2), (16, 16)])
    func usesAMaskForItsInterval(interval: Int, firstChange: Int) throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(StraightThrough(maskInterval: interval))
        try pruner.advance(to: moment(step: 0))
        try network.set([9, -4, 3, 2])
        for step in 1...20 {
            try pruner.advance(to: moment(step: step))
            let hasChanged = try network.weight.effective.values() == [9, -4, 0, 0]
            #expect(hasChanged == (step >= firstChange))
        }
    }

    @Test func isCalledByWhatItIs() throws {
        #expect(try StraightThrough().name == "ste")
        #expect(try StraightThrough(maskInterval: 16).name == "dpf")
    }
}

@Suite struct SRSTETests {
    @Test func prunedWeightsDecay() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let pruner = try network.pruner(SRSTE(decay: 0.5), pattern: NOfM(2, of: 4))
        try network.backward([5, 6, 7, 8], pruner, at: start)
        #expect(try network.gradient() == [5.5, 6, 7, 9])
    }

    @Test func keepsNOfEveryM() throws {
        let network = try OneLayer([1, -4, 3, 2, -0.1, 0.2, 0.4, -0.3])
        let pruner = try network.pruner(SRSTE(), pattern: NOfM(2, of: 4))
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [0, -4, 3, 0, 0, 0, 0.4, -0.3])
    }
}
