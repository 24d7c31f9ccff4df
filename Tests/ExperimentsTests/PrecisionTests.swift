import Experiments
import Layers
import Reports
import Sparsity
import TensorFiles
import Tensors
import Testing
import Training

@Suite struct PrecisionTests {
    @Test(arguments: [StoredPrecision.float16, .bfloat16])
    func aRunWritesSixteenBits(precision: StoredPrecision) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.precision = precision
        let plan = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
            .plan()
        let summary = try runs.run(recipe, in: "a").summary
        let model = runs.runFolder("a").model
        let file = try SafetensorsFile(path: model)
        let type: StoredType = precision == .float16 ? .float16 : .bfloat16
        #expect(file.entries.allSatisfy { $0.dtype == type || $0.dtype == .int64 })
        #expect(try verify(modelAt: model).allSatisfy(\.holds))
        #expect(abs(plan.modelByteCount - (try runs.model("a").count)) < 50)
        let saved = try SavedModel(path: model)
        #expect(try saved.evaluate(on: runs.data).accuracy == summary.score)
    }
}
