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

    @Test func followsTheTeacherOfAFile() throws {
        let runs = try SmallRuns()
        try runs.run(runs.recipe, in: "teacher")
        var recipe = runs.recipe(method: "pdp")
        recipe.distillation = DistillationRecipe(teacher: runs.runFolder("teacher").model)
        let report = try runs.run(recipe, in: "student")
        #expect(abs(report.summary.sparsity - 0.5) < 1e-4)
        #expect(try runs.model("student") != runs.model("teacher"))
    }

    @Test func refusesATeacherOfOtherData() throws {
        let runs = try SmallRuns()
        try runs.run(runs.recipe, in: "teacher")
        var recipe = Recipe()
        recipe.data.kind = "glyphs"
        recipe.data.trainingCount = 4
        recipe.data.testCount = 4
        let path = runs.runFolder("teacher").model
        recipe.distillation = DistillationRecipe(teacher: path)
        let text = message {
            _ = try TrainingRun(
                recipe: recipe, data: DataSources.open(recipe.data, folder: nil),
                folder: runs.runFolder("student"))
        }
        #expect(
            text == "the data are images 1 × 28 × 28; the network in '\(path)' takes "
                + "images 1 × 8 × 8")
    }
}
