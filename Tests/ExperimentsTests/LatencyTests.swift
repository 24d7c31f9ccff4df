import Experiments
import Foundation
import InferenceKernels
import Reports
import Testing

/// Networks that are timed at the end of a run, and before it.
@Suite struct LatencyTests {
    private func recipe(_ runs: SmallRuns, pattern: String, thins: Bool) -> Recipe {
        var recipe = runs.recipe(method: "pdp", pattern: pattern)
        recipe.epochs = 1
        recipe.pruning?.start = .epochs(0)
        recipe.pruning?.ramp = .epochs(1)
        recipe.pruning?.thins = thins
        recipe.report.measuresLatency = true
        return recipe
    }

    @Test(arguments: [false, true]) func theSummaryHasTheTimes(thins: Bool) throws {
        let runs = try SmallRuns()
        let recipe = recipe(runs, pattern: thins ? "channels" : "unstructured", thins: thins)
        let report = try runs.run(recipe, in: "a")
        let latency = try #require(report.summary.latency)
        #expect(latency.dense > 0 && latency.sparse > 0)
        #expect((latency.thinned != nil) == thins)
        #expect(latency.conditions == "1 thread, \(InstructionSet.best.rawValue)")
        #expect(report.summary.verdict.hasSuffix("; time per image: " + latency.text))
        let page = report.html()
        #expect(page.contains("Time per image, dense"))
        #expect(page.contains("Time per image, thinned") == thins)
        let written = try Data(contentsOf: URL(fileURLWithPath: runs.runFolder("a").summary))
        #expect(try JSONDecoder().decode(RunSummary.self, from: written).latency == latency)
    }

    @Test func nothingIsTimedThatNobodyAsksFor() throws {
        let runs = try SmallRuns()
        var recipe = recipe(runs, pattern: "unstructured", thins: false)
        recipe.report.measuresLatency = false
        #expect(try runs.run(recipe, in: "a").summary.latency == nil)
        #expect(try !recipe.yaml.contains("report"))
    }

    @Test(arguments: ["unstructured", "channels"]) func plansForetellTimes(pattern: String) throws {
        let runs = try SmallRuns()
        let recipe = recipe(runs, pattern: pattern, thins: false)
        let run = try TrainingRun(
            recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
        let latency = try run.foretoldLatency()
        #expect(latency.dense > 0 && latency.sparse > 0)
        #expect((latency.thinned != nil) == (pattern == "channels"))
        // The network stays as it is.
        #expect(try run.foretoldLatency().threads == 1)
        #expect(try run.run().summary.results["accuracy"] != nil)
    }

    @Test(arguments: [true, false]) func plansForetellTheTimeOfARun(prunes: Bool) throws {
        let runs = try SmallRuns()
        var recipe = recipe(runs, pattern: "unstructured", thins: false)
        if !prunes { recipe.pruning = nil }
        let run = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
        let forecast = try #require(try run.forecast(seconds: 0.05))
        #expect(forecast.stepCount > 0 && forecast.stepCount.isMultiple(of: recipe.epochs))
        #expect(forecast.stepSeconds > 0 && forecast.evaluationSeconds > 0)
        #expect(forecast.trainingSeconds == forecast.stepSeconds * Double(forecast.stepCount))
        #expect(forecast.peakMemoryBytes > 1 << 20)
        recipe.epochs = 0
        recipe.pruning = nil
        let untrained = try TrainingRun(
            recipe: recipe, data: runs.data, folder: runs.runFolder("b"))
        #expect(try untrained.forecast() == nil)
    }

    @Test func keysOfTheSectionAreChecked() throws {
        let error = #expect(throws: RecipeError.self) {
            try Recipe(yaml: "report: {latencies: true}", file: "recipe.yaml")
        }
        #expect(error.map { "\($0)".contains("latency") } == true)
    }
}
