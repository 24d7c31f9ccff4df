import Experiments
import Layers
import Models
import Pruning
import Reports
import TensorFiles
import Tensors
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
            #expect((layer.unitsPerGroup - layer.prunedUnitCount) % 4 == 0)
        }
    }

    /// Padded depthwise convolutions, whose borders show every constant: all empty channels go all the
    /// same, and the cost is the one that was foretold.
    @Test(arguments: ["pdp", "l2-norm", "network-slimming"])
    func depthwiseNetworksAreThinnedToTheirTarget(method: String) throws {
        let runs = try SmallRuns()
        let network = try ImageNetwork.named("mobilenet-v1-0.25-cifar").make(1, 10)
        try network.drawParameters { $0.shape.count == 1 ? 1 : 0.3 }
        try network.stateDictionary().write(to: runs.folder.path("mobilenet.safetensors"))
        var recipe = runs.recipe(method: method, pattern: "channels")
        recipe.network = "mobilenet-v1-0.25-cifar"
        recipe.initialWeights = runs.folder.path("mobilenet.safetensors")
        recipe.epochs = 2
        recipe.pruning?.start = .epochs(0)
        recipe.pruning?.ramp = .epochs(1)
        recipe.pruning?.target = TargetRecipe()
        recipe.pruning?.target?.multiplyAdds = 0.5
        recipe.pruning?.thins = true
        let foretold = try plan(recipe, runs).thinned?.multiplyAdds
        let report = try runs.run(recipe, in: "a")
        let thinned = try #require(report.summary.thinned)
        #expect(thinned.multiplyAdds == foretold)
        let whole = Double(try #require(report.summary.multiplyAdds))
        let share = Double(try #require(thinned.multiplyAdds)) / whole
        #expect(share <= 0.5 && share > 0.4)
        #expect(thinned.results["accuracy"] == report.summary.results["accuracy"])
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

    @Test func aTargetThatTheNetworkMeetsIsRefused() throws {
        let runs = try SmallRuns()
        let whole = try plan(recipe(runs, pattern: "unstructured", \.parameters, 9000), runs)
            .parameterCount
        let error = message {
            _ = try plan(recipe(runs, pattern: "unstructured", \.parameters, 10_000_000), runs)
        }
        #expect(
            error
                == "the network is to have at most 10000000 parameters; it has \(whole), so "
                + "nothing would be pruned")
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
