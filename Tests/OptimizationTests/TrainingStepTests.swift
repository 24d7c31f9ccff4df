import Layers
import Optimization
import Tensors
import Testing

/// The phases of a step, told by a participant that notes them down.
@Suite struct TrainingStepTests {
    /// Takes part in steps on one weight, w, and has one parameter of its own, s.
    final class Participant: StepParticipant {
        let weight: Parameter
        let own: Parameter
        var factor = 1.0
        var penalized = 0.0
        var phases: [String] = []

        init() throws {
            weight = try Parameter(Tensor([2.0], shape: [1]), kind: .linear)
            own = try Parameter(Tensor([3.0], shape: [1]))
        }

        var optimizerGroups: [OptimizerGroup] {
            [
                OptimizerGroup(
                    [NamedParameter(path: "s", parameter: own)], learningRateFactor: factor,
                    weightDecay: 0)
            ]
        }

        func penalty() throws -> Tensor? {
            phases.append("penalty")
            return penalized == 0 ? nil : try own.tensor.sum() * penalized
        }

        func finishBackward() throws {
            phases.append("finish \(try gradient())")
        }

        func takeMomentumResets() -> [MomentumReset] {
            phases.append("resets")
            return [MomentumReset(weight)]
        }

        func gradient() throws -> Double { try weight.tensor.gradient?.item() ?? .nan }

        func optimizer(momentum: Double = 0) throws -> SGD {
            try SGD([NamedParameter(path: "w", parameter: weight)], momentum: momentum)
        }

        /// c·w·s
        func loss(_ factor: Double) throws -> Tensor {
            try (weight.tensor * own.tensor).sum() * factor
        }

        var values: [Double] {
            get throws { [try weight.tensor.item(), try own.tensor.item()] }
        }
    }

    /// Halves all gradients, as if another process had none.
    private final class Halving: GradientExchange {
        private let note: ([String]) -> Void

        init(note: @escaping ([String]) -> Void) { self.note = note }

        func backward(from loss: Tensor, of parameters: [NamedParameter]) throws {
            try loss.backward()
            note(parameters.map(\.path))
            try withoutGradients {
                for named in parameters { try named.parameter.tensor.gradient?.multiply(by: 0.5) }
            }
        }
    }

    @Test func goesThroughItsPhasesInOrder() throws {
        let participant = try Participant()
        let step = TrainingStep(
            try participant.optimizer(), participant: participant, gradientNorm: 1.5,
            exchange: Halving { participant.phases.append("exchange \($0)") })
        try step(learningRate: 1) { _ in
            participant.phases.append("forward")
            return try participant.loss(2)
        }
        // dL/dw = 2·3, halved to 3, clipped to 1.5; dL/ds = 2·2, halved to 2.
        #expect(
            participant.phases
                == ["forward", "penalty", "exchange [\"w\", \"s\"]", "finish 3.0", "resets"])
        let values = try participant.values
        #expect(abs(values[0] - 0.5) < 2e-6 && values[1] == 1)
    }

    @Test func addsThePenaltyAndTrainsTheParticipant() throws {
        let participant = try Participant()
        (participant.penalized, participant.factor) = (10, 0.5)
        let step = TrainingStep(try participant.optimizer(), participant: participant)
        try step(learningRate: 0.5) { _ in try participant.loss(1) }
        // dL/dw = 3; dL/ds = 2 + 10, at half of the rate.
        #expect(try participant.values == [0.5, 0])
    }

    @Test func forgetsOldGradientsAndMomentumThatIsGivenUp() throws {
        let participant = try Participant()
        let step = TrainingStep(
            try participant.optimizer(momentum: 0.5), participant: participant)
        try participant.loss(100).backward()
        participant.factor = 0
        try step(learningRate: 0.5) { _ in try participant.loss(1) }
        #expect(try participant.values == [0.5, 3])
        try step(learningRate: 0.5) { _ in try participant.loss(1) }
        #expect(try participant.values == [-1, 3])
    }

    @Test func averagesOverBatches() throws {
        let participant = try Participant()
        participant.penalized = 1
        let step = TrainingStep(try participant.optimizer(), participant: participant)
        try step(learningRate: 1, batchCount: 4) { try participant.loss(Double($0)) }
        // The mean of 0, 1, 2, 3 is 1.5: dL/dw = 1.5·3, dL/ds = 1.5·2 + 1, the penalty once.
        #expect(try participant.values == [-2.5, -1])
        #expect(participant.phases == ["penalty", "finish 4.5", "resets"])
    }

    @Test func trainsWithoutAParticipant() throws {
        let participant = try Participant()
        let step = TrainingStep(try participant.optimizer())
        try step(learningRate: 0.5) { _ in try participant.loss(1) }
        #expect(try participant.values == [0.5, 3])
        #expect(participant.phases.isEmpty)
    }
}
