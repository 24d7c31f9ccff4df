import Experiments
import Pruning
import Reports
import TestSupport
import Testing

/// What a recipe says where it says nothing: the settings of each method, and those of the paper.
@Suite struct PruningDefaultsTests {
    private func pruning(_ yaml: String, epochs: Int = 12) throws -> PruningRecipe {
        let recipe = try Recipe(
            yaml: "{epochs: \(epochs), pruning: {\(yaml)}}", file: "r.yaml")
        return try #require(recipe.pruning)
    }

    @Test(arguments: [
        ("pdp", "cubic", "global", 1, 4), ("ste", "cubic", "global", 1, 0),
        ("rigl", "one-shot", "erk", 0, 0), ("ac-dc", "one-shot", "global", 0, 0),
        ("str", "cubic", "global", 0, 0),
    ])
    func everyMethodIsRunAsItsAuthorsDo(
        method: String, schedule: String, allocation: String, start: Double, fixed: Double
    ) throws {
        let found = try pruning("method: \(method)")
        #expect(found.schedule == schedule && found.allocation == allocation)
        #expect(found.start == .epochs(start) && found.freeze == .epochs(fixed))
    }

    @Test(arguments: [
        ("", "pdp-steep", Reallocation.step), ("pattern: '2:4'", "pdp-steep", .never),
        ("pattern: 4x1", "pdp-steep", .step), ("pattern: channels", "pdp", .never),
        ("preset: paper", "pdp", .never), ("preset: paper, pattern: '2:4'", "pdp", .never),
    ])
    func theMethodIsPDPWithTheMaskThatSuitsThePattern(
        yaml: String, method: String, reallocation: Reallocation
    ) throws {
        let found = try pruning(yaml)
        #expect(found.method == method && found.reallocation == reallocation)
        #expect(found.freeze == .epochs(0))
        if yaml.isEmpty { #expect(try found == PruningRecipe(method: nil, epochs: 12)) }
    }

    @Test func channelsHaveALinearRampAndFreeMasks() throws {
        let found = try pruning("pattern: channels")
        #expect(found.schedule == "linear" && found.freeze == .epochs(0))
        #expect(found.start == .epochs(1) && found.ramp == .epochs(4))
        let rival = try pruning("pattern: channels, method: l2-norm")
        #expect(rival.schedule == "cubic")
        let own = try pruning("pattern: channels, schedule: cubic, fineTuneEpochs: 2")
        #expect(own.schedule == "cubic" && own.freeze == .epochs(2))
    }

    @Test(arguments: PruningMethods.all.map(\.name), [5, 12])
    func aRecipeMadeInCodeSaysTheSame(method: String, epochs: Int) throws {
        let description = try PruningMethods.named(method)
        for pattern in ["unstructured", "2:4", "channels", "4x1"] {
            guard (try? description.check(Patterns.named(pattern))) != nil else { continue }
            let read = try pruning("method: \(method), pattern: '\(pattern)'", epochs: epochs)
            #expect(
                try PruningRecipe(method: method, pattern: pattern, epochs: epochs) == read)
        }
    }

    @Test func whatIsSaidGoesBeforeTheMethod() throws {
        let found = try pruning("method: rigl, allocation: uniform, startEpoch: 2, schedule: cubic")
        #expect(found.schedule == "cubic" && found.allocation == "uniform")
        #expect(found.start == .epochs(2))
    }

    @Test func thePaperHasALinearRampAndAConstantTemperature() throws {
        let found = try pruning("preset: paper", epochs: 100)
        #expect(found.schedule == "linear" && found.options == ["temperature": 1e-4])
        #expect(
            found.start == .epochs(16) && found.ramp == .epochs(67) && found.freeze == .epochs(0))
        let own = try pruning("preset: paper, rampEpochs: 3, options: {temperature: 0.01}")
        #expect(own.ramp == .epochs(3) && own.options == ["temperature": 0.01])
        #expect(own.start == .epochs(2))
    }

    @Test func masksStayFreeWhereTheAccuracyStartsTheRamp() throws {
        #expect(try pruning("startAccuracy: {bound: 0.9}").freeze == .epochs(0))
    }

    @Test func everyLayerMayHaveASparsityOfItsOwn() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.allocation = "explicit"
        recipe.pruning?.layers = try [
            LayerSparsity("conv1", sparsity: 0.25), LayerSparsity("*", sparsity: 0.75),
        ]
        let run = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
        let plan = try #require(try run.plan().pruning)
        #expect(plan.layers.first?.sparsity == 0.25 && plan.layers.last?.sparsity == 0.75)
        #expect(plan.targetSparsity == plan.sparsity)
    }

    /// Before the first step, also where pruning starts later.
    @Test(arguments: [true, false])
    func aGlobThatMeansNothingIsRefused(excludes: Bool) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        if excludes {
            recipe.pruning?.excluded = ["cnov1"]
        } else {
            recipe.pruning?.layers = try [LayerSparsity("cnov1", sparsity: 0.5)]
        }
        let text = message {
            _ = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
        }
        #expect(text?.hasPrefix("'cnov1' is no layer to be pruned; it must be one of the ") == true)
    }

    @Test func groupsSayTheirSparsityThemselves() throws {
        let runs = try SmallRuns()
        let recipe = runs.recipe(method: "pdp", pattern: "1:4")
        let summary = try runs.run(recipe, in: "run").summary
        #expect(summary.targetSparsity == 0.75 && summary.sparsity == 0.75)
    }
}
