import Experiments
import Pruning
import Reports
import TestSupport
import Testing

/// Start by accuracy, fine-tuning and what a run says about its ramp.
@Suite struct PruningTimesTests {
    private static let decision =
        "the test images decide while training, as there are no validation images; what is measured "
        + "on them at the end is too good"

    @Test func startsWhenTheNetworkHasLearntEnough() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.startMetric = StartMetricRecipe(bound: 0.001)
        recipe.pruning?.startMetric?.epochs = 2
        let (report, notes) = try run(recipe, runs, in: "whole")
        #expect(report.epochs.map { $0.sparsity > 0 } == [false, false, true])
        #expect(report.pruningStart == 3)
        #expect(
            notes == [
                Self.decision, "pruning starts in epoch 3",
                "the ramp has made 50.00 % of the zeros by the end of epoch 3; "
                    + "the others are made at once",
            ])
    }

    @Test func cutsAtTheEndWhereTheAccuracyNeverStarts() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.startMetric = StartMetricRecipe(bound: 1)
        recipe.pruning?.startMetric?.fraction = 0.999
        let (report, notes) = try run(recipe, runs, in: "whole")
        #expect(report.summary.sparsity == 0.5)
        #expect(
            notes == [
                Self.decision,
                "the accuracy has not started pruning by the end of epoch 3; "
                    + "all zeros are made at once",
            ])
    }

    /// The loss is near 2.3 from the first epoch on, below 5 / 0.5 and never below 0.001 / 0.5.
    @Test(arguments: [(5.0, 2), (0.001, nil)] as [(Double, Int?)])
    func startsBelowALoss(bound: Double, start: Int?) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.startMetric = StartMetricRecipe("loss", bound: bound)
        recipe.pruning?.startMetric?.epochs = 1
        let (report, notes) = try run(recipe, runs, in: "whole")
        #expect(report.pruningStart == start)
        let isLate = notes.contains(
            "the loss has not started pruning by the end of epoch 3; all zeros are made at once")
        #expect(isLate == (start == nil))
    }

    @Test(arguments: [
        ("f1", 0.5, "'pruning.startMetric.metric' is f1; it must be one of accuracy, loss"),
        ("accuracy", 92, "'accuracy-bound' is 92.0; it must be above 0 and at most 1"),
    ])
    func refusesAMetricThatCannotStart(metric: String, bound: Double, text: String) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.startMetric = StartMetricRecipe(metric, bound: bound)
        #expect(
            message {
                _ = try TrainingRun(
                    recipe: recipe, data: runs.data, folder: runs.runFolder("run"))
            } == text)
    }

    @Test(arguments: ["pdp", "rigl", "str"], [1, 4, 5, 7])
    func resumedRunEndsWithTheSameBytes(method: String, stepCount: Int) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: method)
        recipe.pruning?.startMetric = StartMetricRecipe(bound: 0.001)
        recipe.pruning?.startMetric?.epochs = 1
        recipe.pruning?.isPerStep = true
        recipe.pruning?.freeze = .epochs(1)
        try runs.run(recipe, in: "whole")
        #expect(throws: RunError.self) {
            try runs.run(recipe, in: "parts", stoppingAfter: stepCount)
        }
        try runs.run(recipe, in: "parts", resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
        #expect(try verify(modelAt: runs.runFolder("parts").model).allSatisfy(\.holds))
    }

    /// Epochs have three steps; a ramp of two steps has made half of its zeros after the first.
    @Test(arguments: [(4, [0, 0.5, 0.5]), (5, [0, 0.25, 0.5])])
    func startsAndEndsARampInSteps(startStep: Int, sparsities: [Double]) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.start = .steps(startStep)
        recipe.pruning?.ramp = .steps(2)
        let (report, notes) = try run(recipe, runs, in: "whole")
        #expect(report.epochs.map { ($0.sparsity * 100).rounded() / 100 } == sparsities)
        #expect(report.pruningStart == 2)
        #expect(notes.isEmpty)
        #expect(throws: RunError.self) {
            try runs.run(recipe, in: "parts", stoppingAfter: 4)
        }
        try runs.run(recipe, in: "parts", resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
    }

    @Test(arguments: [
        (3, 9, "from 0 to 8 steps, the last of the run"),
        (3, -1, "from 0 to 8 steps, the last of the run"), (0, 1, "0 in a run without epochs"),
    ])
    func refusesAStartOutsideOfTheRun(epochs: Int, startStep: Int, allowed: String) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.epochs = epochs
        recipe.pruning?.start = .steps(startStep)
        #expect(
            throws: PruningError.invalidSetting(
                name: "pruning.start", found: "\(RunTime.steps(startStep))", allowed: allowed)
        ) { try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("run")) }
    }

    /// Three epochs of three steps: a cubic ramp of four steps has made 1 − (1 − 1/4)³ of the zeros at its
    /// second step, the last one of the second epoch.
    @Test func aCubicRampTakesSteps() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.schedule = "cubic"
        recipe.pruning?.start = .steps(4)
        recipe.pruning?.ramp = .steps(4)
        let report = try runs.run(recipe, in: "run")
        let shares = report.epochs.map { $0.sparsity / 0.5 }
        #expect(shares[0] == 0 && abs(shares[1] - 0.578) < 0.01 && shares[2] == 1)
    }

    @Test func warnsOfARampThatDoesNotEnd() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.ramp = .epochs(8)
        #expect(
            try run(recipe, runs, in: "linear").notes == [
                "the ramp has made 25.00 % of the zeros by the end of epoch 3; "
                    + "the others are made at once"
            ])
        recipe.pruning?.ramp = .epochs(2)
        #expect(try run(recipe, runs, in: "in time").notes.isEmpty)
        recipe.pruning?.ramp = .epochs(8)
        recipe.pruning?.method = "one-shot-magnitude"
        #expect(try run(recipe, runs, in: "without").notes.isEmpty)
    }

    @Test func warnsOfCutsThatDoNotComeInTime() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "obert")
        recipe.pruning?.ramp = .epochs(2)
        recipe.pruning?.options = ["interval": 1000]
        #expect(
            try run(recipe, runs, in: "run").notes == [
                "the ramp has made 0.00 % of the zeros by the end of epoch 3; "
                    + "the others are made at once"
            ])
    }

    @Test func refusesASparsityThatTheLayersCannotReachBeforeItTrains() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp-steep")
        recipe.pruning?.allocation = "global"
        recipe.pruning?.reallocation = .step
        recipe.pruning?.maximumSparsity = 0.25
        let folder = runs.runFolder("run")
        #expect(
            message { _ = try TrainingRun(recipe: recipe, data: runs.data, folder: folder) }
                == "target sparsity is 0.5; the limits of the layers (maximumSparsity 0.25) allow 0.0 "
                + "to 0.25")
    }

    private func run(_ recipe: Recipe, _ runs: SmallRuns, in name: String) throws -> (
        report: RunReport, notes: [String]
    ) {
        var observer = RunObserver()
        var notes: [String] = []
        observer.note = { notes.append($0) }
        let run = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder(name))
        return (try run.run(observer: observer), notes)
    }
}
