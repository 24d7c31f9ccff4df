import Layers
import Pruning
import Tensors
import Testing

/// Zeros that are shared out again while the network trains.
@Suite struct ReallocationTests {
    /// Eight epochs of four steps, the first without pruning, and a ramp over four.
    private func moment(_ index: Int) -> TrainingMoment {
        TrainingMoment(epoch: index / 4, step: index % 4, stepsPerEpoch: 4)
    }

    private func pruner(
        _ network: ScaledWeights, _ reallocation: Reallocation, sparsity: Double = 0.8,
        allocation: some Allocation = .globalMagnitude,
        method: any PruningMethod = GradualMagnitude()
    ) throws -> Pruner {
        try Pruner(
            network, sparsity: sparsity, startEpoch: 1, schedule: CubicRamp(durationEpochs: 4),
            allocation: allocation, reallocation: reallocation, method: method)
    }

    @Test(arguments: UInt64(0)..<6)
    func inEveryStepAllLayersHaveOneThreshold(seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let network = try ScaledWeights(seed: 2 * seed + 1)
        let pruner = try pruner(network, .step)
        let weightCount = pruner.layers.reduce(0) { $0 + $1.weightCount }
        for index in 0..<32 {
            try network.train(pruner, at: moment(index), using: &random)
            guard index >= 4 else { continue }
            try pruner.advance(to: moment(index))
            let progress = pruner.schedule.progress(
                sinceStart: TrainingMoment(
                    epoch: index / 4 - 1, step: index % 4, stepsPerEpoch: 4))
            let share = progress * pruner.sparsity
            let expected = try GlobalMagnitudeAllocation().prunedUnitCounts(
                for: pruner.layers, sparsity: share)
            #expect(pruner.layers.map(\.prunedUnitCount) == expected)
            #expect(expected.reduce(0, +) == Int((share * Double(weightCount)).rounded()))
        }
    }

    @Test func theCountsFollowTheWeights() throws {
        let network = try ScaledWeights(seed: 1)
        let pruner = try pruner(network, .step)
        try pruner.advance(to: moment(28))
        let before = pruner.layers.map(\.prunedUnitCount)
        try withoutGradients { try network.entries[0].weight.tensor.multiply(by: 100) }
        try pruner.advance(to: moment(29))
        let after = pruner.layers.map(\.prunedUnitCount)
        #expect(after[0] < before[0])
        #expect(after.reduce(0, +) == before.reduce(0, +))
        let fixed = try ScaledWeights(seed: 1)
        let kept = try self.pruner(fixed, .never)
        try kept.advance(to: moment(28))
        try withoutGradients { try fixed.entries[0].weight.tensor.multiply(by: 100) }
        try kept.advance(to: moment(29))
        #expect(kept.layers.map(\.prunedUnitCount) == before)
    }

    @Test(arguments: UInt64(0)..<4)
    func inEveryEpochSharesHoldToItsEnd(seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let network = try ScaledWeights(seed: 2 * seed + 1)
        let pruner = try pruner(network, .epoch)
        var targets: [Int] = []
        for index in 4..<32 {
            try pruner.advance(to: moment(index))
            let found = pruner.layers.map(\.targetUnitCount)
            if index % 4 == 0 {
                targets = try GlobalMagnitudeAllocation().prunedUnitCounts(
                    for: pruner.layers,
                    sparsity: pruner.sparsity
                        * pruner.schedule.progress(sinceStart: TrainingMoment(epoch: index / 4)))
            }
            #expect(found == targets)
            #expect(zip(pruner.layers, found).allSatisfy { $0.prunedUnitCount <= $1 })
            try network.train(pruner, at: moment(index), using: &random)
        }
        #expect(pruner.isAtTarget)
    }

    @Test(arguments: Reallocation.allCases)
    func theTotalIsExactInTheEnd(reallocation: Reallocation) throws {
        for method: any PruningMethod in [
            GradualMagnitude(), try StraightThrough(), try PDP(epochCount: 8), try PDP.centred(),
            try PDP.steep(), try Feather(), ST3(),
        ] {
            var random = RandomWeights(seed: 3)
            let network = try ScaledWeights(seed: 3)
            let pruner = try pruner(network, reallocation, sparsity: 0.7, method: method)
            for index in 0..<11 { try network.train(pruner, at: moment(index), using: &random) }
            #expect(!pruner.isAtTarget)
            try pruner.harden()
            #expect(pruner.isAtTarget)
            let weightCount = pruner.layers.reduce(0) { $0 + $1.weightCount }
            let zeroCount = try pruner.layers.reduce(0) {
                $0 + (try $1.parameters[0].tensor.zeroCount())
            }
            #expect(zeroCount == Int((0.7 * Double(weightCount)).rounded()))
        }
    }

    @Test(arguments: Reallocation.allCases)
    func aResumedRunGoesOnExactly(reallocation: Reallocation) throws {
        var random = RandomWeights(seed: 5)
        let whole = try ScaledWeights(seed: 5)
        let pruner = try pruner(whole, reallocation)
        for index in 0..<10 { try whole.train(pruner, at: moment(index), using: &random) }
        let copy = try ScaledWeights(seed: 5)
        let resumed = try self.pruner(copy, reallocation)
        try resumed.resume(from: pruner, whole, into: copy)
        var same = random
        for index in 10..<20 {
            try whole.train(pruner, at: moment(index), using: &random)
            try copy.train(resumed, at: moment(index), using: &same)
        }
        #expect(
            pruner.layers.map(\.prunedUnitCount) == resumed.layers.map(\.prunedUnitCount))
        for (one, other) in zip(whole.entries, copy.entries) {
            #expect(try one.weight.tensor.values() == other.weight.tensor.values())
        }
    }

    /// What is written is what was measured after the last step.
    @Test(arguments: [Reallocation.epoch, .step])
    func hardeningKeepsTheSharesOfTheLastStep(reallocation: Reallocation) throws {
        var random = RandomWeights(seed: 7)
        let network = try ScaledWeights(seed: 7)
        let pruner = try pruner(network, reallocation, method: StraightThrough())
        for index in 0..<32 { try network.train(pruner, at: moment(index), using: &random) }
        let counts = pruner.layers.map(\.prunedUnitCount)
        let measured = try pruner.withHardWeights {
            try network.entries.map { try $0.weight.effective.values() }
        }
        try pruner.harden()
        #expect(pruner.layers.map(\.prunedUnitCount) == counts)
        #expect(try network.entries.map { try $0.weight.tensor.values() } == measured)
    }

    @Test func layersWithASparsityOfTheirOwnFollowTheRamp() throws {
        let network = try ScaledWeights(seed: 1)
        var allocation = ConstrainedAllocation(.globalMagnitude)
        allocation.fixed = [try LayerSparsity("entries.0.weight", sparsity: 0.5)]
        let pruner = try pruner(network, .step, sparsity: 0.6, allocation: allocation)
        for index in [5, 8, 31] {
            try pruner.advance(to: moment(index))
            let layer = pruner.layers[0]
            let progress = pruner.schedule.progress(
                sinceStart: TrainingMoment(
                    epoch: index / 4 - 1, step: index % 4, stepsPerEpoch: 4))
            #expect(
                layer.prunedUnitCount
                    == Int((progress * 0.5 * Double(layer.unitsPerGroup)).rounded()))
        }
    }

    @Test func noLayerLosesItsFloor() throws {
        let network = try ScaledWeights(seed: 1)
        try withoutGradients { try network.entries[0].weight.tensor.multiply(by: 1e-3) }
        var allocation = ConstrainedAllocation(.globalMagnitude)
        allocation.minimumKeptUnitCount = 2
        let pruner = try pruner(network, .step, allocation: allocation)
        try pruner.advance(to: moment(31))
        let layer = pruner.layers[0]
        #expect(layer.prunedUnitCount == layer.unitsPerGroup - 2)
    }

    @Test func refusesWhatCannotFollow() throws {
        let network = try ScaledWeights(seed: 1)
        let shapes = #expect(throws: PruningError.self) {
            try pruner(network, .step, allocation: .uniform)
        }
        #expect(
            shapes?.description
                == "'pruning.reallocate' is 'step'; it must be never for the allocation 'uniform', which does "
                + "not follow the weights")
        let regrown = #expect(throws: PruningError.self) {
            try pruner(network, .epoch, method: RigL(epochCount: 8))
        }
        #expect(
            regrown?.description
                == "'pruning.reallocate' is 'epoch'; it must be never for the method 'rigl', which does not "
                + "choose by magnitude in every step")
        #expect(network.entries.allSatisfy { $0.weight.transform == nil })
    }
}
