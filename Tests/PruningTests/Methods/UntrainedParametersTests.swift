import Layers
import Optimization
import Pruning
import Tensors
import Testing

/// A training that leaves out what a method has to learn is refused, at the latest in its second step.
@Suite struct UntrainedParametersTests {
    static let learning = ["movement", "soft-movement", "optg", "str", "cs"]
    static let all = PruningMethods.all.map(\.name)

    /// One step without the parameters of the method.
    private func trainWithoutMethod(_ setup: MethodContractTests.Setup) throws {
        let training = setup.training
        _ = try training.backward(at: setup.moment(0))
        try SGD(training.network.namedParameters).step(learningRate: 0.1)
    }

    @Test(arguments: learning) func endsTheSecondStep(name: String) throws {
        let setup = try MethodContractTests.Setup(name)
        try trainWithoutMethod(setup)
        #expect(throws: PruningError.untrainedParameters(method: name, count: 2)) {
            try setup.training.pruner.advance(to: setup.moment(1))
        }
    }

    @Test(arguments: learning) func endsHardeningAndFreezing(name: String) throws {
        let setup = try MethodContractTests.Setup(name)
        try trainWithoutMethod(setup)
        #expect(throws: PruningError.untrainedParameters(method: name, count: 2)) {
            try setup.training.pruner.freezeMasks()
        }
        #expect(throws: PruningError.untrainedParameters(method: name, count: 2)) {
            try setup.training.pruner.harden()
        }
    }

    @Test func saysWhatToDo() {
        #expect(
            PruningError.untrainedParameters(method: "movement", count: 2).description
                == "the method 'movement' has 2 parameters of its own that no optimizer step has "
                + "changed; 'pruner.step' trains them with the network")
    }

    /// A rate of 0, as at the beginning of a warm-up, is a step too.
    @Test(arguments: all, [0, 0.1]) func isNotSeenWithTheOneStep(name: String, rate: Double) throws
    {
        let setup = try MethodContractTests.Setup(name)
        let (training, pruner) = (setup.training, setup.training.pruner)
        let optimizer = try SGD(training.network.namedParameters)
        for index in 0..<2 {
            try pruner.advance(to: setup.moment(index))
            let loss = try training.network(training.images).crossEntropy(with: training.labels)
            try pruner.step(loss, optimizer, learningRate: rate, at: setup.moment(index))
        }
        try pruner.harden()
    }

    /// Evaluation, and gradients that only add up so far, change no weights.
    @Test(arguments: learning) func isNotSeenBeforeWeightsChange(name: String) throws {
        let setup = try MethodContractTests.Setup(name)
        for index in 0..<2 { _ = try setup.training.backward(at: setup.moment(index)) }
        try setup.training.pruner.harden()
    }
}
