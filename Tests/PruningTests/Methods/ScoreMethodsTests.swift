import Foundation
import Layers
import Optimization
import Pruning
import Tensors
import Testing

@Suite struct MovementTests {
    @Test func scoresLearnFromGradientTimesWeight() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try Movement()
        let pruner = try network.pruner(method)
        try network.backward([5, 6, 7, 8], pruner, at: start)
        let scores = try #require(method.trainableParameters.first)
        #expect(scores.path == "weight.scores")
        #expect(try scores.parameter.tensor.gradient?.values() == [5, -24, 21, 16])
        #expect(try network.gradient() == [0, 0, 7, 8])
    }

    @Test func scoresLearnBeforeAnythingIsPruned() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try Movement()
        let pruner = try network.pruner(method, sparsity: 0)
        try network.backward([5, 6, 7, 8], pruner, at: start)
        let scores = try #require(method.trainableParameters.first).parameter.tensor
        #expect(try scores.gradient?.values() == [5, -24, 21, 16])
        #expect(try network.gradient() == [5, 6, 7, 8])
    }

    @Test func keepsTheHighestScores() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try Movement()
        let pruner = try network.pruner(method)
        let scores = try #require(method.trainableParameters.first).parameter.tensor
        try scores.setValues([4, -1, 2, 3])
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [1, 0, 0, 2])
        try pruner.harden()
        #expect(try network.weight.tensor.values() == [1, 0, 0, 2])
    }

    @Test func scoresOfChannelsLearnFromAllTheirWeights() throws {
        let network = try OneLayer([1, -4, 3, 2], shape: [2, 2])
        let method = try Movement(scoreLearningRateFactor: 333)
        let pruner = try network.pruner(method, pattern: .outputChannels)
        try network.backward([5, 6, 7, 8], pruner, at: start)
        let scores = try #require(method.trainableParameters.first).parameter.tensor
        #expect(try scores.gradient?.values() == [-19, 37])
        #expect(method.optimizerGroups[0].learningRateFactor == 333)
        #expect(method.optimizerGroups[0].weightDecay == 0)
    }
}

@Suite struct SoftMovementTests {
    @Test func masksScoresBelowTheThreshold() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try SoftMovement(threshold: 0.6)
        let pruner = try network.pruner(method)
        let scores = try #require(method.trainableParameters.first).parameter.tensor
        try scores.setValues([4, 0, 0.3, 0.5])
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [1, 0, 0, 2])
    }

    @Test func thresholdAndPenaltyRiseWithTheSchedule() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try SoftMovement(threshold: 0.6, strength: 8)
        let ramp = try LinearRamp(sharePerEpoch: 0.5)
        let pruner = try network.pruner(method, schedule: ramp)
        try pruner.advance(to: start)
        #expect(try network.weight.effective.values() == [1, -4, 3, 2])
        #expect(try method.penalty(for: pruner.layers)?.item() == 2)
        try pruner.advance(to: TrainingMoment(epoch: 1))
        #expect(try network.weight.effective.values() == [0, 0, 0, 0])
        #expect(try method.penalty(for: pruner.layers)?.item() == 4)
    }
}

@Suite struct OptGTests {
    @Test func sparsityAndScoreRateRiseAsASigmoid() throws {
        let network = try OneLayer((1...100).map(Float.init))
        let method = try OptG(epochCount: 10)
        let pruner = try network.pruner(method)
        for epoch in 0..<10 {
            try pruner.advance(to: TrainingMoment(epoch: epoch))
            let expected = 1 / (1 + exp(5 - Double(epoch)))
            #expect(pruner.layers[0].prunedUnitCount == Int((50 * expected).rounded()))
            #expect(method.optimizerGroups[0].learningRateFactor == expected)
        }
    }

    @Test func scoresLearnFromGradientTimesWeight() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try OptG(epochCount: 2)
        let pruner = try network.pruner(method)
        try network.backward([5, 6, 7, 8], pruner, at: TrainingMoment(epoch: 1))
        let scores = try #require(method.trainableParameters.first).parameter.tensor
        #expect(try scores.gradient?.values() == [5, -24, 21, 16])
        #expect(try network.gradient() == [0, 6, 7, 8])
    }
}

@Suite struct ContinuousSparsificationTests {
    @Test func sharpnessRisesGeometrically() throws {
        let network = try OneLayer([2])
        let method = try ContinuousSparsification(epochCount: 3, initialScore: -0.01)
        let pruner = try network.pruner(method, sparsity: 0)
        for (epoch, sharpness) in [(0, 1.0), (1, 200.0.squareRoot()), (2, 200), (9, 200)] {
            try pruner.advance(to: TrainingMoment(epoch: epoch))
            let gate = (1 + exp(0.01)) / (1 + exp(0.01 * sharpness))
            let effective = try network.weight.effective.item()
            #expect(abs(effective - 2 * gate) < 1e-6)
        }
    }

    @Test func penaltyIsTheSumOfTheGates() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try ContinuousSparsification(epochCount: 2, strength: 0.5)
        let pruner = try network.pruner(method)
        try pruner.advance(to: start)
        #expect(try method.penalty(for: pruner.layers)?.item() == 2)
    }

    @Test func hardensToTheFullValueOfTheHighestScores() throws {
        let network = try OneLayer([1, -4, 3, 2])
        let method = try ContinuousSparsification(epochCount: 2)
        let pruner = try network.pruner(method)
        let scores = try #require(method.trainableParameters.first).parameter.tensor
        try scores.setValues([-1, -2, -3, -4])
        try pruner.harden()
        #expect(try network.weight.tensor.values() == [2, -8, 0, 0])
    }
}

@Suite struct STRTests {
    @Test func weightsAreSoftlyThresholded() throws {
        let weights: [Float] = [1, -4, 0.3, -0.1]
        let network = try OneLayer(weights)
        _ = try network.pruner(STR(initialLogit: -1))
        let threshold = Float(1 / (1 + exp(1.0)))
        let expected = weights.map { ($0 < 0 ? -1 : 1) * max(abs($0) - threshold, 0) }
        for (found, expected) in zip(try network.weight.effective.values(), expected) {
            #expect(abs(found - expected) < 1e-6)
        }
    }

    @Test func thresholdLearns() throws {
        let network = try OneLayer([1, -4, 0.3, -0.1])
        let method = try STR(initialLogit: 0, weightDecay: 0.25)
        let pruner = try network.pruner(method)
        try network.backward([1, 2, 3, 4], pruner, at: start)
        let logit = try #require(method.trainableParameters.first)
        #expect(logit.path == "weight.threshold")
        // dL/ds = −Σ c·sign(w) over weights above ½, times sigmoid′(0) = ¼.
        #expect(try logit.parameter.tensor.gradient?.values() == [0.25])
        #expect(method.optimizerGroups[0].weightDecay == 0.25)
    }

    @Test(arguments: [-3200.0, -10, -2, -1, 0])
    func hardensExactlyWhateverTheThreshold(initialLogit: Double) throws {
        let weights = (1...100).map { Float($0) / 100 * ($0 % 2 == 0 ? 1 : -1) }
        let network = try OneLayer(weights)
        let pruner = try network.pruner(STR(initialLogit: initialLogit))
        try pruner.harden()
        let hardened = try network.weight.tensor.values()
        #expect(hardened.prefix(50).allSatisfy { $0 == 0 })
        for (hardened, weight) in zip(hardened, weights).dropFirst(50) {
            #expect(hardened * weight > 0 && abs(hardened) <= abs(weight))
        }
    }
}
