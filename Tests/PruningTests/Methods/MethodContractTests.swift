import Layers
import Pruning
import Tensors
import Testing

/// What holds for every method, with the settings of the golden steps.
@Suite struct MethodContractTests {
    static let names = PruningMethods.all.map(\.name)

    struct Setup {
        let golden: GoldenSteps
        let settings: GoldenMethod
        let training: PlainTraining

        init(_ name: String) throws {
            golden = try GoldenSteps.read()
            settings = try #require(golden.methods[name])
            let network = try TwoLayers(golden)
            let pattern = try Patterns.named(settings.pattern)
            let run = MethodRun(
                network: network, pattern: pattern, epochCount: settings.epochCount)
            let method = try PruningMethods.named(name).make(options: settings.options, for: run)
            let pruner = try halfPruner(
                network, method, pattern: pattern, layers: settings.layers)
            training = try PlainTraining(network, pruner, golden)
        }

        func moment(_ index: Int) -> TrainingMoment {
            TrainingMoment(
                epoch: settings.steps[index].epoch, step: settings.steps[index].step,
                stepsPerEpoch: settings.stepsPerEpoch)
        }
    }

    @Test(arguments: names)
    func hardeningLeavesExactlyThePromisedZeros(name: String) throws {
        let setup = try Setup(name)
        try setup.training.step(at: setup.moment(0))
        try setup.training.step(at: setup.moment(1))
        let pruner = setup.training.pruner
        try pruner.harden()
        for layer in pruner.layers {
            let weight = layer.parameters[0]
            #expect(try weight.tensor.zeroCount() == layer.weightCount / 2)
            #expect(weight.transform == nil)
            let hardened = try weight.tensor.values()
            try pruner.harden()
            #expect(try weight.tensor.values() == hardened)
        }
    }

    /// Weights that a dense phase has just opened may still be zero, so layers without pruned units
    /// are left out.
    @Test(arguments: names)
    func evaluatesWithTheZerosOfTheMoment(name: String) throws {
        let setup = try Setup(name)
        for index in setup.settings.steps.indices {
            try setup.training.step(at: setup.moment(index))
            let pruner = setup.training.pruner
            try pruner.withHardWeights {
                for layer in pruner.layers where layer.prunedUnitCount > 0 {
                    let zeroCount = try layer.parameters[0].effective.zeroCount()
                    #expect(
                        zeroCount == layer.zeroCount(prunedUnitCount: layer.prunedUnitCount))
                }
            }
        }
    }

    @Test(arguments: names)
    func restoredMethodGoesOnExactly(name: String) throws {
        let whole = try Setup(name)
        try whole.training.step(at: whole.moment(0))
        let resumed = try Setup(name)
        let state = try whole.training.pruner.method.state.map { ($0.name, try $0.tensor.clone()) }
        try resumed.training.pruner.method.restore(state)
        for (saved, new) in zip(
            whole.training.network.namedParameters, resumed.training.network.namedParameters)
        {
            try withoutGradients {
                try new.parameter.tensor.copy(from: saved.parameter.tensor)
            }
        }
        for setup in [whole, resumed] { try setup.training.step(at: setup.moment(1)) }
        for setup in [whole, resumed] { try setup.training.pruner.harden() }
        #expect(
            try whole.training.network.conv1.weight.tensor.values()
                == resumed.training.network.conv1.weight.tensor.values())
        #expect(
            try whole.training.network.fc.weight.tensor.values()
                == resumed.training.network.fc.weight.tensor.values())
    }

    /// All but those whose softness follows from parameters of their own.
    @Test(arguments: names.filter { !["str", "cs"].contains($0) })
    func leavesTheNetworkDenseBeforePruningStarts(name: String) throws {
        let setup = try Setup(name)
        let pruner = setup.training.pruner
        pruner.startEpoch = nil
        try pruner.advance(to: start)
        for layer in pruner.layers {
            let weight = layer.parameters[0]
            #expect(try weight.effective.values() == weight.tensor.values())
        }
    }
}
