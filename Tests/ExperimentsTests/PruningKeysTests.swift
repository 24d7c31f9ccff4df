import Experiments
import Pruning
import TestSupport
import Testing

/// The keys of a recipe for limits, times and plans.
@Suite struct PruningKeysTests {
    @Test func readsBackWhatWasWritten() throws {
        var pruning = PruningRecipe(epochs: Recipe().epochs)
        pruning.schedule = "linear"
        pruning.isPerStep = true
        pruning.startMetric = StartMetricRecipe(bound: 0.9)
        pruning.startMetric?.fraction = 0.25
        pruning.startMetric?.epochs = 2
        pruning.freeze = .epochs(3)
        pruning.maximumSparsity = 0.99
        pruning.keepsFirstDense = true
        pruning.keepsLastDense = true
        pruning.layers = try [
            LayerSparsity("z*", sparsity: 0.5), LayerSparsity("a.1.weight", sparsity: 0),
        ]
        var recipe = Recipe()
        recipe.pruning = pruning
        #expect(try Recipe(yaml: recipe.yaml, file: "r.yaml") == recipe)
        recipe.pruning = PruningRecipe(epochs: recipe.epochs)
        recipe.pruning?.plan = "a plan.json"
        recipe.pruning?.start = .steps(7)
        recipe.pruning?.ramp = .steps(40)
        #expect(try Recipe(yaml: recipe.yaml, file: "r.yaml") == recipe)
    }

    @Test(arguments: [
        ("startAccuracy: {bound: 0.5}", StartMetricRecipe("accuracy", bound: 0.5)),
        ("startMetric: {metric: f1, bound: 0.5}", StartMetricRecipe("f1", bound: 0.5)),
        ("startMetric: {bound: 12}", StartMetricRecipe(bound: 12)),
    ])
    func readsTheMetricThatStarts(yaml: String, rule: StartMetricRecipe) throws {
        let recipe = try Recipe(yaml: "pruning: {\(yaml)}", file: "r.yaml")
        #expect(recipe.pruning?.startMetric == rule)
        #expect(try Recipe(yaml: recipe.yaml, file: "r.yaml") == recipe)
    }

    @Test func nullTakesTheWordBack() throws {
        let yaml = "pruning: {startEpoch: 2, rampEpochs: 3, excluded: [a], plan: p}"
        let recipe = try Recipe(
            yaml: yaml, file: "r.yaml",
            assignments: [
                "pruning.startEpoch=null", "pruning.startStep=7", "pruning.rampEpochs=~",
                "pruning.rampSteps=9", "pruning.excluded=null", "pruning.plan=null",
            ])
        let pruning = try #require(recipe.pruning)
        #expect(pruning.start == .steps(7) && pruning.ramp == .steps(9))
        #expect(pruning.excluded.isEmpty && pruning.plan == nil)
    }

    @Test func nullTakesASectionAway() throws {
        let recipe = try Recipe(
            yaml: "pruning: {method: str}", file: "r.yaml", assignments: ["pruning=null"])
        #expect(recipe.pruning == nil)
    }

    @Test(arguments: [
        ("maximumSparsity: 0", "maximumSparsity' is 0", "a number above 0 and at most 1"),
        ("maximumSparsity: 1.1", "maximumSparsity' is 1.1", "a number above 0 and at most 1"),
        ("minimumKept: 0", "minimumKept' is 0", "a whole number at least 1"),
        ("reallocate: always", "reallocate' is 'always'", "one of never, epoch, step"),
        (
            "reallocate: step, allocation: erk", "reallocate' is 'step'",
            "never where 'pruning.allocation' is erk"
        ),
        (
            "reallocate: step, pattern: '2:4'", "reallocate' is 'step'",
            "never where the pattern says the zeros of each layer"
        ),
        (
            "minimumKept: 2, pattern: '2:4'", "minimumKept' is 2",
            "left out where the pattern says the zeros of each layer"
        ),
        (
            "maximumSparsity: 0.4, pattern: '2:4'", "maximumSparsity' is 0.4",
            "left out where the pattern says the zeros of each layer"
        ),
        ("keepFirstDense: 1", "keepFirstDense' is 1", "true or false"),
        ("keepLastDense: never", "keepLastDense' is 'never'", "true or false"),
        ("layers: {fc: 1}", "layers.fc' is 1", "a number at least 0 and below 1"),
        ("layers: [fc]", "layers' is a list", "a mapping"),
        ("fineTuneEpochs: -1", "fineTuneEpochs' is -1", "a whole number from 0 to 9"),
        ("fineTuneEpochs: 10", "fineTuneEpochs' is 10", "a whole number from 0 to 9"),
        (
            "fineTuneEpochs: 8, startEpoch: 4", "fineTuneEpochs' is 8",
            "a whole number from 0 to 6"
        ),
        ("everyStep: 2", "everyStep' is 2", "true or false"),
        (
            "everyStep: true, schedule: cubic", "everyStep' is 'true'",
            "false where 'pruning.schedule' is not linear"
        ),
        ("startStep: -1", "startStep' is -1", "a whole number at least 0"),
        (
            "startStep: 5, startEpoch: 1", "startStep' is 5",
            "left out where 'pruning.startEpoch' is given"
        ),
        (
            "startStep: 5, startAccuracy: {bound: 1}", "startStep' is 5",
            "left out where 'pruning.startAccuracy' is given"
        ),
        (
            "startStep: 5, startMetric: {bound: 1}", "startStep' is 5",
            "left out where 'pruning.startMetric' is given"
        ),
        (
            "startAccuracy: {bound: 1}, startMetric: {bound: 1}", "startAccuracy' is a mapping",
            "left out where 'pruning.startMetric' is given"
        ),
        ("startMetric: {bound: -1}", "startMetric.bound' is -1", "a number above 0"),
        (
            "rampSteps: 5, everyStep: true", "everyStep' is 'true'",
            "left out where 'pruning.ramp' is in steps"
        ),
        ("rampSteps: 0", "rampSteps' is 0", "a whole number at least 1"),
        (
            "start: 3", "start' is 3",
            "a time of at most 9 epochs, such as '1 epoch', '500 steps' or '30 %'"
        ),
        (
            "start: 100 %", "start' is '100 %'",
            "a time of at most 9 epochs, such as '1 epoch', '500 steps' or '30 %'"
        ),
        (
            "freeze: 7 epochs, start: 40 %", "freeze' is '7 epochs'",
            "a time of at most 6 epochs, such as '1 epoch', '500 steps' or '30 %'"
        ),
        (
            "ramp: 0 steps", "ramp' is '0 steps'",
            "a time above 0, such as '1 epoch', '500 steps' or '30 %'"
        ),
        (
            "ramp: 2 weeks", "ramp' is '2 weeks'",
            "a time above 0, such as '1 epoch', '500 steps' or '30 %'"
        ),
        (
            "start: 2 epochs, startStep: 3", "startStep' is 3",
            "left out where 'pruning.start' is given"
        ),
        (
            "freeze: 1 epoch, fineTuneEpochs: 1", "fineTuneEpochs' is 1",
            "left out where 'pruning.freeze' is given"
        ),
        (
            "rampSteps: 5, rampEpochs: 1", "rampSteps' is 5",
            "left out where 'pruning.rampEpochs' is given"
        ),
        (
            "startAccuracy: {bound: 0}", "startAccuracy.bound' is 0",
            "a number above 0 and at most 1"
        ),
        (
            "startAccuracy: {bound: 1, fraction: 1}", "startAccuracy.fraction' is 1",
            "a number at least 0 and below 1"
        ),
        (
            "startAccuracy: {bound: 1, epochs: 0}", "startAccuracy.epochs' is 0",
            "a whole number at least 1"
        ),
        (
            "startAccuracy: {}", "startAccuracy.bound' is missing",
            "a number above 0 and at most 1"
        ),
        (
            "plan: p, maximumSparsity: 0.5", "maximumSparsity' is 0.5",
            "left out where 'pruning.plan' is given"
        ),
        (
            "plan: p, keepFirstDense: true", "keepFirstDense' is 'true'",
            "left out where 'pruning.plan' is given"
        ),
        (
            "plan: p, keepLastDense: true", "keepLastDense' is 'true'",
            "left out where 'pruning.plan' is given"
        ),
        (
            "plan: p, layers: {fc: 0}", "layers' is a mapping",
            "left out where 'pruning.plan' is given"
        ),
    ])
    func refuses(yaml: String, found: String, allowed: String) {
        let text = message { _ = try Recipe(yaml: "pruning: {\(yaml)}", file: "r.yaml") }
        #expect(text == "'pruning.\(found) in r.yaml, line 1; it must be \(allowed)")
    }

    @Test func limitsTheLayers() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.keepsFirstDense = true
        recipe.pruning?.maximumSparsity = 0.6
        recipe.pruning?.layers = [try LayerSparsity("fc", sparsity: 0.25)]
        let plan = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
            .plan()
        let layers = try #require(plan.pruning?.layers)
        #expect(layers.map(\.name).first == "conv1.weight")
        #expect(layers[0].zeroCount == 0)
        #expect(layers.allSatisfy { $0.sparsity <= 0.6 })
        #expect(layers.last?.sparsity == 0.25)
        #expect(plan.pruning?.sparsity == 0.5)
    }
}
