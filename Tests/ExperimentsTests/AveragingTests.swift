import Experiments
import Files
import Reports
import TensorFiles
import TestSupport
import Testing

/// Runs whose result is the average of their weights.
@Suite struct AveragingTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    private func recipe(_ pattern: String = "unstructured", freeze: Double = 1, decay: Double = 0.9)
        -> Recipe
    {
        var recipe = runs.recipe(method: "pdp", pattern: pattern)
        recipe.pruning?.ramp = .epochs(1)
        recipe.pruning?.freeze = .epochs(freeze)
        recipe.averaging = AveragingRecipe()
        recipe.averaging?.decay = decay
        return recipe
    }

    @Test(arguments: ["unstructured", "2:4", "4x1", "channels"], [0.0, 1.0])
    func allZerosAreThere(pattern: String, freeze: Double) throws {
        var dense = recipe(pattern, freeze: freeze)
        dense.averaging = nil
        try runs.run(dense, in: "plain")
        let summary = try runs.run(recipe(pattern, freeze: freeze), in: "run").summary
        let names = try SafetensorsFile(path: runs.runFolder("plain").model).entries.map(\.name)
        let plain = try SafetensorsFile(path: runs.runFolder("plain").model)
        let averaged = try SafetensorsFile(path: runs.runFolder("run").model)
        for name in names where name.hasSuffix(".weight") {
            #expect(
                try averaged.sparsity(of: name).zeroCount >= plain.sparsity(of: name).zeroCount
                    || pattern == "unstructured" && freeze == 0)
        }
        #expect(summary.sparsity >= 0.49)
        #expect(try runs.model("run") != runs.model("plain"))
    }

    @Test func theAverageIsWhatIsMeasured() throws {
        let report = try runs.run(recipe(), in: "run")
        #expect(report.summary.results == report.epochs.last?.validationMetrics)
    }

    /// An average that keeps nothing of itself is the weights.
    @Test func withoutMemoryNothingChanges() throws {
        let whole = recipe(decay: 0)
        var plain = whole
        plain.averaging = nil
        let first = try runs.run(whole, in: "run")
        let second = try runs.run(plain, in: "plain")
        #expect(first.summary.results == second.summary.results)
        #expect(first.epochs.map(\.trainingMetrics) == second.epochs.map(\.trainingMetrics))
    }

    @Test(arguments: [1, 4, 6, 8]) func goesOnExactly(stepCount: Int) throws {
        try runs.run(recipe(), in: "whole")
        _ = message { try runs.run(recipe(), in: "parts", stoppingAfter: stepCount) }
        try runs.run(recipe(), in: "parts", resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
    }
}
