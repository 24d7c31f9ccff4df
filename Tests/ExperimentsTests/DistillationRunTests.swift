import Experiments
import Reports
import TestSupport
import Testing

@Suite struct DistillationRunTests {
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
