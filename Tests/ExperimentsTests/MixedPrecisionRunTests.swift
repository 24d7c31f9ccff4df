import Experiments
import Reports
import Tensors
import Testing
import Training

/// Runs whose forward pass computes in half precision.
@Suite struct MixedPrecisionRunTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    /// The first epoch's losses, of three steps, differ by some hundredths in PyTorch as well.
    @Test(arguments: [Autocast.bfloat16, .float16])
    func trainsAsInSinglePrecision(autocast: Autocast) throws {
        var recipe = runs.recipe(method: "pdp")
        let plain = try runs.run(recipe, in: "plain")
        recipe.autocast = autocast
        let found = try runs.run(recipe, in: "mixed")
        let losses = [plain, found].map { $0.epochs.first?.trainingMetrics["loss"] ?? .nan }
        #expect(losses[0] != losses[1] && abs(losses[0] - losses[1]) < 0.05)
        #expect(found.summary.sparsity == plain.summary.sparsity)

        let isScaled = autocast == .float16
        #expect(found.epochs.map(\.skippedSteps) == Array(repeating: isScaled ? 0 : nil, count: 3))
        #expect(found.epochs.map(\.lossScale) == Array(repeating: isScaled ? 65536 : nil, count: 3))
        let fact = autocast.rawValue + (isScaled ? ", 0 of 9 steps left out" : "")
        #expect(found.environment.contains(RunReport.Fact("Autocast", fact)))
        #expect(!plain.environment.contains { $0.name == "Autocast" })
        #expect(plain.epochs.allSatisfy { $0.skippedSteps == nil && $0.lossScale == nil })
    }

    /// The model is one of single precision, and is evaluated as such.
    @Test func evaluatesInSinglePrecision() throws {
        var recipe = runs.recipe
        recipe.autocast = .bfloat16
        let summary = try runs.run(recipe, in: "run").summary
        let saved = try SavedModel(path: runs.runFolder("run").model)
        #expect(try saved.evaluate(on: runs.data).values == summary.results)
    }

    @Test func isPartOfThePlan() throws {
        var recipe = runs.recipe
        func plan() throws -> RunPlan {
            try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a")).plan()
        }
        #expect(try plan().autocast == nil)
        #expect(try !recipe.yaml.contains("autocast"))
        recipe.autocast = .float16
        #expect(try plan().autocast == "float16")
        #expect(try recipe.yaml.contains("\nautocast: float16\n"))
    }

    /// Together with what takes part in a step besides.
    @Test func worksWithATeacherAveragesClippingAndAccumulation() throws {
        try runs.run(runs.recipe, in: "teacher")
        var recipe = runs.recipe(method: "movement")
        recipe.autocast = .float16
        recipe.distillation = DistillationRecipe(teacher: runs.runFolder("teacher").model)
        recipe.averaging = AveragingRecipe()
        recipe.optimizer.gradientNorm = 1
        recipe.optimizer.accumulation = 2
        let report = try runs.run(recipe, in: "run")
        #expect(report.epochs.count == 3)
        #expect(report.epochs.allSatisfy { $0.trainingLoss.isFinite && $0.skippedSteps == 0 })
        #expect(report.environment.contains { $0.value == "float16, 0 of 6 steps left out" })
    }
}
