import Experiments
import Layers
import Models
import Reports
import TensorFiles
import TestSupport
import Testing

/// Runs that compute their activations anew.
@Suite struct GradientCheckpointingRunTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    /// A network with blocks, always from the same weights.
    private func recipe(method: String) throws -> Recipe {
        let network = try ImageNetwork.named("resnet20").make(1, 10)
        try network.drawParameters { _ in 0.1 }
        let path = runs.folder.path("resnet20.safetensors")
        try network.stateDictionary().write(to: path)
        var recipe = runs.recipe(method: method)
        recipe.network = "resnet20"
        recipe.initialWeights = path
        recipe.pruning?.sparsity = 0.9
        return recipe
    }

    /// The weights and buffers of the model that the run `name` has written.
    private func weights(_ name: String) throws -> [String: [UInt32]] {
        let file = try SafetensorsFile(path: runs.runFolder(name).model)
        var weights: [String: [UInt32]] = [:]
        for path in file.names where !path.hasSuffix("num_batches_tracked") {
            weights[path] = try file.floats(of: path).map(\.bitPattern)
        }
        return weights
    }

    @Test(arguments: ["pdp", "movement"]) func trainsTheSameNetwork(method: String) throws {
        var recipe = try recipe(method: method)
        let kept = try runs.run(recipe, in: "kept")
        recipe.usesGradientCheckpointing = true
        let found = try runs.run(recipe, in: "checkpointed")
        #expect(found.epochs.map(\.trainingMetrics) == kept.epochs.map(\.trainingMetrics))
        #expect(found.summary.results == kept.summary.results)
        #expect(try weights("checkpointed") == weights("kept"))
        let fact = RunReport.Fact("Gradient checkpointing", "9 segments")
        #expect(found.environment.contains(fact))
        #expect(!kept.environment.contains { $0.name == fact.name })
    }

    @Test func isPartOfThePlan() throws {
        var recipe = try recipe(method: "pdp")
        func plan() throws -> RunPlan {
            try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a")).plan()
        }
        #expect(try plan().checkpointedSegmentCount == nil)
        #expect(try !recipe.yaml.contains("gradientCheckpointing"))
        recipe.usesGradientCheckpointing = true
        #expect(try plan().checkpointedSegmentCount == 9)
        #expect(try recipe.yaml.contains("\ngradientCheckpointing: true\n"))
    }

    @Test func needsBlocks() throws {
        var recipe = runs.recipe
        recipe.usesGradientCheckpointing = true
        #expect(
            message { try runs.run(recipe, in: "run") }
                == "'gradientCheckpointing' is true, and the network small-cnn has no blocks whose "
                + "activations could be computed anew")
    }
}
