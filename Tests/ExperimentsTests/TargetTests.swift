import Experiments
import Pruning
import Reports
import TensorFiles
import TestSupport
import Testing

/// What a network may cost, and the network without its empty channels.
@Suite struct TargetTests {
    private func recipe(
        _ runs: SmallRuns, pattern: String, _ field: WritableKeyPath<TargetRecipe, Double?>,
        _ value: Double
    ) -> Recipe {
        var recipe = runs.recipe(method: "pdp", pattern: pattern)
        recipe.pruning?.start = .epochs(0)
        var target = TargetRecipe()
        target[keyPath: field] = value
        recipe.pruning?.target = target
        recipe.pruning?.multiple = 4
        return recipe
    }

    private func plan(_ recipe: Recipe, _ runs: SmallRuns) throws -> RunPlan {
        try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a")).plan()
    }

    @Test func weightsGoUntilTheMultiplyAddsAreAsWanted() throws {
        let runs = try SmallRuns()
        let plan = try plan(recipe(runs, pattern: "unstructured", \.multiplyAdds, 0.4), runs)
        let (all, left) = (
            try #require(plan.multiplyAdds), try #require(plan.remainingMultiplyAdds)
        )
        #expect(Double(left) <= 0.4 * Double(all) && Double(left) > 0.395 * Double(all))
        #expect(plan.thinned == nil)
    }

    @Test func aNumberOfParametersIsKept() throws {
        let runs = try SmallRuns()
        let plan = try plan(recipe(runs, pattern: "unstructured", \.parameters, 9000), runs)
        #expect(plan.nonzeroParameterCount <= 9000 && plan.nonzeroParameterCount > 8990)
    }

    /// Blocks go as a whole, so a block of four weights may be missing.
    @Test func blocksGoUntilTheNetworkCostsWhatItMay() throws {
        let runs = try SmallRuns()
        let half = try plan(recipe(runs, pattern: "4x1", \.multiplyAdds, 0.4), runs)
        let share =
            Double(try #require(half.remainingMultiplyAdds))
            / Double(try #require(half.multiplyAdds))
        #expect(share <= 0.4 && share > 0.395)
        let few = try plan(recipe(runs, pattern: "4x1", \.parameters, 9000), runs)
        #expect(few.nonzeroParameterCount <= 9000 && few.nonzeroParameterCount > 8985)
        let small = try plan(recipe(runs, pattern: "4x1", \.megabytes, 0.05), runs)
        #expect(small.nonzeroParameterCount < 12_500 && small.nonzeroParameterCount > 9000)
    }

    @Test func channelsGoUntilTheThinnedNetworkCostsAsMuchAsItMay() throws {
        let runs = try SmallRuns()
        let plan = try plan(recipe(runs, pattern: "channels", \.multiplyAdds, 0.5), runs)
        let thinned = try #require(plan.thinned)
        let share = Double(thinned.multiplyAdds) / Double(try #require(plan.multiplyAdds))
        #expect(share <= 0.5 && share > 0.3)
        for layer in try #require(plan.pruning?.layers) {
            // One channel less than a multiple leaves room for one that carries constants.
            let kept = layer.unitsPerGroup - layer.prunedUnitCount
            #expect(kept % 4 == (layer.prunedUnitCount > 0 ? 3 : 0))
        }
    }

    @Test func megabytesAreThoseOfTheWeights() throws {
        let runs = try SmallRuns()
        let plan = try plan(recipe(runs, pattern: "channels", \.megabytes, 0.05), runs)
        let bytes = try #require(plan.thinned).parameterCount * 4
        #expect(bytes <= 50_000 && bytes > 25_000)
    }

    @Test func aTargetThatNoChannelsReachIsRefused() throws {
        let runs = try SmallRuns()
        let error = message {
            _ = try plan(recipe(runs, pattern: "channels", \.megabytes, 1e-5), runs)
        }
        #expect(error?.hasPrefix("the network is to have at most 1e-05 megabytes; ") == true)
    }

    /// The thinned network is in the folder, is what was planned, and gives the same results.
    @Test func aRunWritesTheThinnedNetworkToo() throws {
        let runs = try SmallRuns()
        var recipe = recipe(runs, pattern: "channels", \.multiplyAdds, 0.5)
        recipe.pruning?.thins = true
        let report = try runs.run(recipe, in: "a")
        let thinned = try #require(report.summary.thinned)
        let all = try #require(report.summary.multiplyAdds)
        #expect(thinned.parameters < report.summary.parameters)
        #expect(Double(try #require(thinned.multiplyAdds)) <= 0.5 * Double(all))
        // What was written is read again: the recipe, and the models with it.
        let written = try Recipe(yaml: runs.runFolder("a").writtenRecipe(), file: "r.yaml")
        #expect(written.pruning?.target == recipe.pruning?.target)
        for path in [runs.runFolder("a").model, runs.runFolder("a").thinned] {
            #expect(throws: Never.self) { _ = try SavedModel(path: path) }
        }
        #expect(thinned.results["accuracy"] == report.summary.results["accuracy"])
        let file = try SafetensorsFile(path: runs.runFolder("a").thinned)
        #expect(file.entries.reduce(0) { $0 + $1.byteCount } >= thinned.parameters * 4)
        #expect(thinned.byteCount < (try #require(report.summary.modelByteCount)))
        #expect(report.summary.verdict.contains("; thinned to "))
    }
}
