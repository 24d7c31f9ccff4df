import Experiments
import Reports
import TestSupport
import Testing

/// The last batch norm of the small network gets 8 × 8 images as one value for each channel.
@Suite struct OneExampleBatchTests {
    private let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    private func recipe(batchSize: Int) -> Recipe {
        var recipe = runs.recipe
        recipe.batchSize = batchSize
        return recipe
    }

    private func text(_ recipe: Recipe) -> String? {
        message {
            _ = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("run"))
        }
    }

    @Test(arguments: [1, 79]) func isRefusedBeforeTheRunStarts(batchSize: Int) {
        #expect(
            text(recipe(batchSize: batchSize))
                == "'batchSize' is \(batchSize), which leaves a batch with one of the 80 training "
                + "examples, and the batch norm 'bn4' gets one value of it for each of its 192 "
                + "channels; every batch must have at least 2 examples")
    }

    @Test(arguments: [2, 40, 78, 80, 81]) func isNotLeftByOtherSizes(batchSize: Int) {
        #expect(text(recipe(batchSize: batchSize)) == nil)
    }

    /// The residual network ends with four positions.
    @Test func isTakenWhereABatchNormGetsMoreValues() {
        var recipe = recipe(batchSize: 1)
        recipe.network = "resnet20"
        recipe.initialWeights = nil
        #expect(text(recipe) == nil)
    }

    /// Estimating the statistics again reads 79 images and then, where it is asked to, the last one.
    @Test(arguments: [0, 1, 2]) func isRefusedWhereItIsReadWithoutTraining(batchCount: Int) {
        var recipe = recipe(batchSize: 79)
        recipe.epochs = 0
        var pruning = PruningRecipe(epochs: 0)
        pruning.method = "one-shot-magnitude"
        pruning.batchNormBatches = batchCount
        recipe.pruning = pruning
        #expect((text(recipe) == nil) == (batchCount < 2))
    }
}
