import Foundation
import Layers
import Optimization
import Tensors
import Testing

/// The scale is that of PyTorch's GradScaler, of which `Scripts/golden/gradient_scaler.py` wrote the file with PyTorch
/// 2.13; steps with it are those without it, but for those that are left out.
@Suite struct GradientScalerTests {
    private struct Run: Decodable {
        let isFinite: Bool
        let count: Int
        let scale: Float
        let steadyStepCount: Int
    }

    @Test func growsAndFallsAsInPyTorch() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/gradient-scaler.json")
        let runs = try JSONDecoder().decode([Run].self, from: Data(contentsOf: file))
        #expect(runs.count == 9)
        var state = GradientScaler.State()
        #expect(state.scale == 65536)
        for run in runs {
            for _ in 0..<run.count { state.update(areFinite: run.isFinite) }
            #expect(state.scale == run.scale)
            #expect(state.steadyStepCount == run.steadyStepCount)
        }
        #expect(state.skippedStepCount == 23)
    }

    @Test func neverBecomesInfinite() {
        var state = GradientScaler.State()
        for _ in 0..<200 * 2000 { state.update(areFinite: true) }
        #expect(state.scale == 0x1p127)
    }

    @Test func isReadAsItWasWritten() throws {
        var state = GradientScaler.State()
        for areFinite in [true, false, true, true] { state.update(areFinite: areFinite) }
        let data = try JSONEncoder().encode(state)
        let read = try JSONDecoder().decode(GradientScaler.State.self, from: data)
        #expect(read == state)
        #expect(GradientScaler(read).state.scale == 32768 && read.steadyStepCount == 2)
    }

    /// Penalty, several batches and clipping: powers of 2 change no digit.
    @Test func changesNoStepThatIsMade() throws {
        func outcome(_ scaler: GradientScaler?) throws -> (values: [Double], phases: [String]) {
            let participant = try TrainingStepTests.Participant()
            participant.penalized = 1
            let step = TrainingStep(
                try participant.optimizer(momentum: 0.5), participant: participant,
                gradientNorm: 1.5, scaler: scaler)
            for _ in 0..<3 {
                let isMade = try step(learningRate: 0.1, batchCount: 4) {
                    try participant.loss(Double($0))
                }
                #expect(isMade)
            }
            return (try participant.values, participant.phases)
        }
        let (plain, scaled) = (try outcome(nil), try outcome(GradientScaler()))
        #expect(scaled.values == plain.values)
        #expect(scaled.phases == plain.phases)
    }

    /// Gradients of 2 · 10³⁰⁵ fit into double precision with a scale of 512 and less.
    @Test func leavesOutStepsWhoseGradientsAreNotFinite() throws {
        let participant = try TrainingStepTests.Participant()
        let optimizer = try participant.optimizer(momentum: 0.5)
        let scaler = GradientScaler()
        let step = TrainingStep(optimizer, participant: participant, scaler: scaler)
        func makeStep(_ factor: Double, learningRate: Double) throws -> Bool {
            try step(learningRate: learningRate) { _ in try participant.loss(factor) }
        }
        func state() throws -> [[Double]] {
            try [participant.values] + optimizer.state.map { try $0.tensor.elements() }
        }
        let isFirstMade = try makeStep(1, learningRate: 0.5)
        #expect(isFirstMade)
        let before = try state()
        #expect(before.count == 3)
        participant.phases = []

        let isSecondMade = try makeStep(1e305, learningRate: 0.5)
        #expect(!isSecondMade)
        #expect(try state() == before)
        #expect(participant.phases == ["penalty"])
        #expect(try participant.weight.tensor.gradient == nil)
        #expect(scaler.state.scale == 32768 && scaler.state.steadyStepCount == 0)

        while try !makeStep(1e305, learningRate: 1e-305), scaler.state.scale >= 1 {}
        #expect(scaler.state.scale == 512 && scaler.state.skippedStepCount == 7)
        #expect(participant.phases.suffix(1) == ["resets"])
        // 0.5 − 10⁻³⁰⁵ · 2 · 10³⁰⁵; momentum was forgotten.
        #expect(abs(try participant.values[0] + 1.5) < 1e-9)
    }
}
