import Layers
import Optimization
import Tensors
import TestSupport
import Testing

/// Compares the optimizer with PyTorch's formula written out in double precision.
@Suite struct SGDTests {
    /// Two parameters of the network and one of a method, and what they must be.
    struct Setup {
        let weights: [NamedParameter]
        let group: OptimizerGroup
        let optimizer: SGD
        let momentum: Double
        let isNesterov: Bool
        var expected: [Double] = [1, -2, 0.5]
        var velocities: [Double] = [0, 0, 0]

        init(momentum: Double = 0.9, isNesterov: Bool = false) throws {
            let named = try zip(["a", "b", "method.s"], expected).map { path, value in
                NamedParameter(
                    path: path, parameter: try Parameter(Tensor([value], shape: [1])))
            }
            weights = Array(named[..<2])
            group = OptimizerGroup([named[2]], learningRateFactor: 10, weightDecay: 0)
            self.momentum = momentum
            self.isNesterov = isNesterov
            optimizer = try SGD(
                weights, momentum: momentum, weightDecay: 0.1, isNesterov: isNesterov)
            optimizer.addedGroups = [group]
        }

        var all: [NamedParameter] { weights + group.parameters }

        /// A step with the gradients `gradients`, here and in ``expected``.
        mutating func step(_ gradients: [Double]) throws {
            for (named, gradient) in zip(all, gradients) {
                try named.parameter.tensor.setGradient(Tensor([gradient], shape: [1]))
            }
            try optimizer.step(learningRate: 0.05)
            for (index, gradient) in gradients.enumerated() {
                let isGroup = index == 2
                let decayed = gradient + (isGroup ? 0 : 0.1) * expected[index]
                velocities[index] = momentum * velocities[index] + decayed
                let change = isNesterov ? decayed + momentum * velocities[index] : velocities[index]
                expected[index] -= (isGroup ? 0.5 : 0.05) * change
            }
        }

        func values() throws -> [Double] { try all.map { try $0.parameter.tensor.item() } }

        /// A few roundings of numbers below 8 in every step.
        func isAsExpected(afterSteps count: Int) throws -> Bool {
            try zip(values(), expected).allSatisfy { abs($0 - $1) < Double(count) * 64 * 0x1p-52 }
        }
    }

    @Test(arguments: [(0, false), (0.9, false), (0.9, true)])
    func equalsTheFormula(momentum: Double, isNesterov: Bool) throws {
        var setup = try Setup(momentum: momentum, isNesterov: isNesterov)
        for step in 0..<5 { try setup.step([0.5, -1, Double(step)]) }
        #expect(try setup.isAsExpected(afterSteps: 5))
    }

    @Test func leavesParametersWithoutGradientAlone() throws {
        let setup = try Setup()
        try setup.weights[1].parameter.tensor.setGradient(Tensor([1.0], shape: [1]))
        try setup.optimizer.step(learningRate: 0.05)
        let values = try setup.values()
        #expect(values[0] == 1 && values[1] != -2 && values[2] == 0.5)
    }

    @Test func clearsTheGradientsOfAllParameters() throws {
        var setup = try Setup()
        try setup.step([1, 1, 1])
        try setup.optimizer.clearGradients()
        for named in setup.all { #expect(try named.parameter.tensor.gradient == nil) }
    }

    @Test func forgetsTheMomentumOfOneParameter() throws {
        var setup = try Setup()
        try setup.step([1, 1, 1])
        try setup.optimizer.forget([MomentumReset(setup.weights[0].parameter)])
        setup.velocities[0] = 0
        try setup.step([0.5, 0.5, 0.5])
        #expect(try setup.isAsExpected(afterSteps: 2))
    }

    @Test func forgetsTheMomentumOfSomeWeights() throws {
        let weight = try Parameter(Tensor([1.0, 1.0], shape: [2]))
        let optimizer = try SGD([NamedParameter(path: "w", parameter: weight)], momentum: 0.5)
        func step() throws {
            try weight.tensor.setGradient(Tensor([1.0, 1.0], shape: [2]))
            try optimizer.step(learningRate: 1)
        }
        try step()
        let kept = try Tensor([1.0, 0.0], shape: [2])
        try optimizer.forget([MomentumReset(weight, kept: kept)])
        try step()
        #expect(try weight.tensor.elements() == [1 - 1 - 1.5, 1 - 1 - 1.0])
    }

    @Test func goesOnFromItsState() throws {
        var whole = try Setup()
        try whole.step([1, 2, 3])
        var resumed = try Setup()
        for (old, new) in zip(whole.all, resumed.all) {
            try withoutGradients { try new.parameter.tensor.copy(from: old.parameter.tensor) }
        }
        #expect(whole.optimizer.state.map(\.name) == ["a", "b", "method.s"])
        try resumed.optimizer.restore(whole.optimizer.state)
        try whole.step([0.1, 0.2, 0.3])
        try resumed.step([0.1, 0.2, 0.3])
        #expect(try whole.values() == resumed.values())
    }

    @Test func refusesTheStateOfOtherParameters() throws {
        let setup = try Setup()
        let stranger = try Tensor([1.0], shape: [1])
        let misshapen = try Tensor([1.0, 1.0], shape: [2])
        #expect(
            message { try setup.optimizer.restore([("c", stranger)]) }
                == "the optimizer state has 'c'; it must belong to a parameter that is trained")
        #expect(
            message { try setup.optimizer.restore([("a", misshapen)]) }
                == "the optimizer state 'a' has the shape [2]; it must be [1]")
        setup.optimizer.addedGroups = []
        #expect(throws: OptimizationError.unknownState(name: "method.s")) {
            try setup.optimizer.restore([("method.s", stranger)])
        }
    }

    @Test(arguments: [
        (1.0, 0.0, "the momentum of the optimizer is 1.0; it must be at least 0 and below 1"),
        (
            0.9, -1.0,
            "the weight decay of the optimizer is -1.0; it must be a finite number of at least 0"
        ),
        (
            0.9, .infinity,
            "the weight decay of the optimizer is inf; it must be a finite number of at least 0"
        ),
    ])
    func refusesImpossibleNumbers(momentum: Double, weightDecay: Double, text: String) {
        #expect(
            message { _ = try SGD([], momentum: momentum, weightDecay: weightDecay) } == text)
    }
}
