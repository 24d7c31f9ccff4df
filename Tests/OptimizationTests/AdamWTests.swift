import Foundation
import Layers
import Optimization
import Tensors
import TestSupport
import Testing

/// Compares the optimizer with PyTorch's formula written out in double precision.
@Suite struct AdamWTests {
    /// A weight, a bias and a parameter of a method, and what they must be.
    struct Setup {
        let weights: [NamedParameter]
        let group: OptimizerGroup
        let optimizer: AdamW
        var expected: [Double] = [1, -2, 0.5]
        var means: [Double] = [0, 0, 0]
        var squares: [Double] = [0, 0, 0]
        var stepCount = 0.0

        init() throws {
            let kinds: [(String, Parameter.Kind)] = [
                ("a.weight", .linear), ("a.bias", .bias), ("method.s", .other),
            ]
            let named = try zip(kinds, expected).map { kind, value in
                NamedParameter(
                    path: kind.0,
                    parameter: try Parameter(Tensor([value], shape: [1]), kind: kind.1))
            }
            weights = Array(named[..<2])
            group = OptimizerGroup([named[2]], learningRateFactor: 10, weightDecay: 0.5)
            optimizer = try AdamW(weights, weightDecay: 0.1)
            optimizer.addedGroups = [group]
        }

        var all: [NamedParameter] { weights + group.parameters }

        /// A step with the gradients `gradients`, here and in ``expected``.
        mutating func step(_ gradients: [Double]) throws {
            for (named, gradient) in zip(all, gradients) {
                try named.parameter.tensor.setGradient(Tensor([gradient], shape: [1]))
            }
            try optimizer.step(learningRate: 0.05)
            stepCount += 1
            for (index, gradient) in gradients.enumerated() {
                let rate = index == 2 ? 0.5 : 0.05
                expected[index] -= rate * [0.1, 0, 0.5][index] * expected[index]
                means[index] += 0.1 * (gradient - means[index])
                squares[index] += 0.001 * (gradient * gradient - squares[index])
                let mean = means[index] / (1 - pow(0.9, stepCount))
                let square = squares[index] / (1 - pow(0.999, stepCount))
                expected[index] -= rate * mean / (square.squareRoot() + 1e-8)
            }
        }

        func values() throws -> [Double] { try all.map { try $0.parameter.tensor.item() } }
    }

    @Test func equalsTheFormula() throws {
        var setup = try Setup()
        for step in 1...5 { try setup.step([0.5, -1, Double(step)]) }
        for (found, wanted) in zip(try setup.values(), setup.expected) {
            // Cancellation in 1 − 0.999ˢ makes a rounding a thousand times as large.
            #expect(abs(found - wanted) < 5 * 1e3 * 8 * 0x1p-52)
        }
    }

    @Test func goesOnFromItsState() throws {
        var whole = try Setup()
        try whole.step([1, 2, 3])
        var resumed = try Setup()
        for (old, new) in zip(whole.all, resumed.all) {
            try withoutGradients { try new.parameter.tensor.copy(from: old.parameter.tensor) }
        }
        #expect(whole.optimizer.state.count == 9)
        try resumed.optimizer.restore(whole.optimizer.state)
        try whole.step([0.1, 0.2, 0.3])
        try resumed.step([0.1, 0.2, 0.3])
        #expect(try whole.values() == resumed.values())
    }

    @Test func refusesTheStateOfOtherParameters() throws {
        var setup = try Setup()
        try setup.step([1, 2, 3])
        let state = setup.optimizer.state
        let misshapen = try state.map { ($0.name, try Tensor([1.0, 1.0], shape: [2])) }
        #expect(
            message { try setup.optimizer.restore(Array(state.dropFirst())) }
                == "the optimizer state lacks 'a.bias.mean'; it must have all that belongs to a "
                + "parameter")
        #expect(
            message { try setup.optimizer.restore(misshapen) }
                == "the optimizer state 'a.weight.mean' has the shape [2]; it must be [1]")
        setup.optimizer.addedGroups = []
        #expect(
            message { try setup.optimizer.restore(state) }
                == "the optimizer state has 'method.s.mean'; it must belong to a parameter that is "
                + "trained")
    }

    @Test func forgetsWhatIsAsked() throws {
        var setup = try Setup()
        try setup.step([1, 2, 3])
        try setup.optimizer.forget([MomentumReset(setup.weights[0].parameter)])
        let state = Dictionary(
            uniqueKeysWithValues: try setup.optimizer.state.map { ($0.name, try $0.tensor.item()) })
        #expect(state["a.weight.mean"] == 0 && state["a.weight.square"] == 0)
        #expect(state["a.bias.mean"] != 0)
    }

    @Test(arguments: [(10.0, 1.0), (5.0, 1.0), (2.5, 0.5)])
    func clipsTheCommonNorm(bound: Double, factor: Double) throws {
        let setup = try Setup()
        for (named, gradient) in zip(setup.weights, [3.0, 4.0]) {
            try named.parameter.tensor.setGradient(Tensor([gradient], shape: [1]))
        }
        try setup.optimizer.clipGradients(toNorm: bound)
        for (named, gradient) in zip(setup.weights, [3.0, 4.0]) {
            let clipped = try #require(try named.parameter.tensor.gradient).item()
            // PyTorch's 10⁻⁶ beside a norm of 5.
            #expect(abs(clipped - factor * gradient) < 1e-6 * gradient)
        }
    }
}
