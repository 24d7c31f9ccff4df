import Layers
import Optimization
import Pruning
import Tensors
import Testing

@Suite struct FreezingTests {
    typealias Setup = MethodContractTests.Setup

    @Test(arguments: MethodContractTests.names)
    func trainsOnlyTheWeightsThatStay(name: String) throws {
        let setup = try Setup(name)
        try step(setup, 0)
        let pruner = setup.training.pruner
        try pruner.freezeMasks()
        let frozen = try effective(pruner)

        try step(setup, 1)

        let trained = try effective(pruner)
        for (layer, (before, after)) in zip(pruner.layers, zip(frozen, trained)) {
            #expect(before.filter { $0 == 0 }.count == layer.weightCount / 2)
            #expect(before.map { $0 == 0 } == after.map { $0 == 0 })
            #expect(before != after)
        }
        try pruner.harden()
        #expect(try pruner.layers.map { try $0.parameters[0].tensor.values() } == trained)
    }

    @Test(arguments: ["pdp", "str", "rigl"])
    func goesOnFromSavedMasks(name: String) throws {
        let whole = try Setup(name)
        try step(whole, 0)
        try whole.training.pruner.freezeMasks()
        try step(whole, 1)
        let resumed = try Setup(name)
        try resumed.training.network.load(whole.training.network.stateDictionary())
        resumed.training.pruner.targetUnitCounts = whole.training.pruner.targetUnitCounts
        try resumed.training.pruner.restoreFrozenMasks(whole.training.pruner.frozenMasks)

        try step(whole, 1)
        try step(resumed, 1)

        #expect(resumed.training.pruner.currentSparsity == 0.5)
        #expect(try effective(resumed.training.pruner) == effective(whole.training.pruner))
    }

    @Test func changesNothingTheSecondTime() throws {
        let setup = try Setup("pdp")
        try step(setup, 0)
        let pruner = setup.training.pruner
        #expect(pruner.frozenMasks.isEmpty && !pruner.isFrozen)
        try pruner.freezeMasks()
        let first = try pruner.frozenMasks.map { try $0.tensor.values() }
        try step(setup, 1)
        try pruner.freezeMasks()
        #expect(try pruner.frozenMasks.map { try $0.tensor.values() } == first)
        #expect(pruner.isFrozen)
    }

    @Test func namesAMaskThatIsMissing() throws {
        let pruner = try Setup("pdp").training.pruner
        let error = #expect(throws: PruningError.self) {
            try pruner.restoreFrozenMasks([("fc.weight", Tensor.zeros([1]))])
        }
        #expect(
            error?.description == "the checkpoint has no 'conv1.weight'; "
                + "it must come from a run with the same method and layers")
    }

    /// The weights that the layers compute with.
    private func effective(_ pruner: Pruner) throws -> [[Float]] {
        try pruner.layers.map { try $0.parameters[0].effective.values() }
    }

    private func step(_ setup: Setup, _ index: Int) throws {
        let (training, pruner) = (setup.training, setup.training.pruner)
        let moment = setup.moment(index)
        try pruner.advance(to: moment)
        let loss = try training.network(training.images).crossEntropy(with: training.labels)
        for named in training.network.namedParameters + pruner.method.trainableParameters {
            try named.parameter.tensor.setGradient(nil)
        }
        let participant = pruner.participant(at: moment)
        if let penalty = try participant.penalty() {
            try (loss + penalty).backward()
        } else {
            try loss.backward()
        }
        try participant.finishBackward()
        try training.update()
    }
}
