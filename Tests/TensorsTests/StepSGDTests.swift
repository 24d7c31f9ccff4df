import Tensors
import TestSupport
import Testing

/// Compares the fused step with PyTorch's formula written out in double precision.
@Suite struct StepSGDTests {
    struct Settings: Sendable, CustomTestStringConvertible {
        var momentum = 0.0
        var weightDecay = 0.0
        var isNesterov = false
        var testDescription: String { "\(momentum), \(weightDecay), \(isNesterov)" }
    }

    static let settings = [
        Settings(), Settings(weightDecay: 0.1), Settings(momentum: 0.9),
        Settings(momentum: 0.9, weightDecay: 0.1),
        Settings(momentum: 0.9, weightDecay: 0.1, isNesterov: true),
    ]

    /// Sizes around the width of LibTorch's vector loops.
    static let sizes = [1, 7, 8, 9, 64, 1_001]
    let learningRate = 0.05

    /// Five steps with a few roundings each of numbers below 4, in units of 2⁻⁵².
    let bound = 5 * 8 * 4 * 0x1p-52

    /// Returns numbers in −2...2 that repeat only after many elements.
    private static func numbers(_ count: Int, seed: Int) -> [Double] {
        (0..<count).map { Double(($0 * 7_919 + seed * 104_729) % 1_013) / 253.25 - 2 }
    }

    private func plainStep(
        _ weights: inout [Double], _ velocities: inout [Double], gradients: [Double],
        _ settings: Settings
    ) {
        for index in weights.indices {
            let gradient = gradients[index] + settings.weightDecay * weights[index]
            velocities[index] = settings.momentum * velocities[index] + gradient
            let change =
                settings.isNesterov
                ? gradient + settings.momentum * velocities[index] : velocities[index]
            weights[index] -= learningRate * change
        }
    }

    @Test(arguments: settings) func equalsTheFormula(settings: Settings) throws {
        var weights = Self.sizes.map { Self.numbers($0, seed: 1) }
        var velocities = Self.sizes.map { [Double](repeating: 0, count: $0) }
        let tensors = try weights.map { try doubles($0) }
        let buffers = settings.momentum == 0 ? [] : try velocities.map { try doubles($0) }
        for step in 0..<5 {
            let gradients = Self.sizes.map { Self.numbers($0, seed: 2 + step) }
            try Tensor.stepSGD(
                weights: tensors, gradients: gradients.map { try doubles($0) },
                velocities: buffers, learningRate: learningRate, momentum: settings.momentum,
                weightDecay: settings.weightDecay, isNesterov: settings.isNesterov)
            for index in weights.indices {
                plainStep(
                    &weights[index], &velocities[index], gradients: gradients[index], settings)
            }
        }
        for index in weights.indices {
            #expect(try distance(tensors[index].elements(), weights[index]) < bound)
            guard !buffers.isEmpty else { continue }
            #expect(try distance(buffers[index].elements(), velocities[index]) < bound * 4)
        }
    }

    @Test func movesTrainedWeightsOnlyWithoutGradients() throws {
        let weight = try leaf([1])
        try weight.setGradient(try doubles([2]))
        func step() throws {
            try Tensor.stepSGD(
                weights: [weight], gradients: [try #require(try weight.gradient)], velocities: [],
                learningRate: 0.5, momentum: 0, weightDecay: 0, isNesterov: false)
        }
        try withoutGradients(step)
        #expect(try weight.elements() == [0.0])
        #expect(weight.requiresGradient)
    }

    @Test func refusesListsOfDifferentLengths() throws {
        let weight = try doubles([1])
        let text = message {
            try Tensor.stepSGD(
                weights: [weight], gradients: [], velocities: [], learningRate: 0.1, momentum: 0,
                weightDecay: 0, isNesterov: false)
        }
        #expect(text?.hasPrefix("aten::_fused_sgd_: ") == true)
    }
}
