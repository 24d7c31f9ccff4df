import Foundation
import Layers
import Models
import Reports
import Tensors
import TestSupport
import Testing
import Training

@Suite struct DistillationTests {
    /// Returns what it is told, whatever the input.
    private final class Opinion: Layer {
        let logits: Tensor

        init(_ logits: [Double]) throws { self.logits = try Tensor(logits, shape: [1, 2]) }

        func callAsFunction(_ input: Tensor) throws -> Tensor { logits }
    }

    private func loss(
        student: [Double], teacher: [Double], weight: Double, temperature: Double
    ) throws -> Double {
        let logits = try Tensor(student, shape: [1, 2])
        let distillation = Distillation(
            teacher: try Opinion(teacher), weight: weight, temperature: temperature)
        return try distillation.loss(
            taskLoss: Tensor([7.0], shape: []), outputs: ["logits": logits],
            inputs: ["images": logits]
        ).item()
    }

    @Test func isNothingButTheTaskForAStudentThatAgrees() throws {
        let loss = try loss(student: [1, 3], teacher: [2, 4], weight: 0.75, temperature: 2)
        // Logits that differ by a constant have the same softmax.
        #expect(abs(loss - 0.25 * 7) < 8 * 0x1p-52)
    }

    @Test(arguments: [1.0, 4.0]) func equalsTheFormula(temperature: Double) throws {
        let (student, teacher) = ([0.5, -1.0], [2.0, 0.25])
        func softmax(_ logits: [Double]) -> [Double] {
            let powers = logits.map { exp($0 / temperature) }
            return powers.map { $0 / powers.reduce(0, +) }
        }
        let divergence = zip(softmax(teacher), softmax(student))
            .reduce(0) { $0 + $1.0 * log($1.0 / $1.1) }
        let expected = 0.95 * temperature * temperature * divergence + 0.05 * 7
        let found = try loss(
            student: student, teacher: teacher, weight: 0.95, temperature: temperature)
        #expect(abs(found - expected) < 64 * 0x1p-52)
    }
}
