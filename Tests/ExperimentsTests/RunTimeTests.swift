import Experiments
import Foundation
import Reports
import TestSupport
import Testing

/// Times of a run with their unit, and the words that recipes had for them before.
@Suite struct RunTimeTests {
    private func pruning(_ yaml: String, epochs: Int = 10) throws -> PruningRecipe {
        let recipe = try Recipe(
            yaml: "{epochs: \(epochs), pruning: {\(yaml)}}", file: "r.yaml")
        return try #require(recipe.pruning)
    }

    @Test(arguments: [
        ("1 epoch", RunTime.epochs(1)), ("2.5 epochs", .epochs(2.5)), ("0", .epochs(0)),
        ("500 steps", .steps(500)), ("1 step", .steps(1)), ("30 %", .percent(30)),
        ("7%", .percent(7)), ("1e-3 epochs", .epochs(0.001)),
    ])
    func readsItsWords(text: String, time: RunTime) throws {
        let recipe = try Recipe(
            yaml: "optimizer: {schedule: {warmUp: \(text)}}", file: "r.yaml")
        #expect(recipe.optimizer.schedule.warmUp == time)
        #expect(try Recipe(yaml: recipe.yaml, file: "r.yaml") == recipe)
    }

    @Test(arguments: [
        "3", "-1 epochs", "epochs", "1.5 steps", "1 epochs %", "nan epochs", "1e999 epochs", "[]",
    ])
    func refusesOtherWords(text: String) {
        let found = message {
            _ = try Recipe(yaml: "optimizer: {schedule: {warmUp: \(text)}}", file: "r.yaml")
        }
        #expect(
            found?.hasSuffix("it must be a time such as '1 epoch', '500 steps' or '30 %'") == true)
    }

    @Test func offersNoTimeThatIsTooLong() {
        let found = message {
            _ = try Recipe(yaml: "epochs: 1\npruning: {start: 10 %}", file: "r.yaml")
        }
        #expect(
            found
                == "'pruning.start' is '10 %' in r.yaml, line 2; it must be 0, or a number of steps "
                + "such as '500 steps'")
    }

    @Test(arguments: [
        ("startEpoch: 2, rampEpochs: 3.5", "start: 2 epochs, ramp: 3.5 epochs"),
        ("startStep: 7, rampSteps: 9", "start: 7 steps, ramp: 9 steps"),
        ("fineTuneEpochs: 3", "freeze: 3 epochs"), ("fineTuneEpochs: 0", "freeze: 0"),
    ])
    func olderWordsMeanTheSame(older: String, newer: String) throws {
        #expect(try pruning(older) == pruning(newer))
    }

    @Test func anAssignmentReplacesOtherWords() throws {
        let recipe = try Recipe(
            yaml: "pruning: {start: 5 steps, rampEpochs: 3}", file: "r.yaml",
            assignments: ["pruning.startEpoch=2", "pruning.ramp=40 %"])
        #expect(recipe.pruning?.start == .epochs(2) && recipe.pruning?.ramp == .percent(40))
    }

    /// Three epochs of three steps each, of which the last may be fixed.
    @Test(arguments: [
        (RunTime.percent(30), 3 as Int?), (.percent(1), 3), (.steps(2), 3), (.epochs(2), 2),
        (.steps(Int.max), 1), (.epochs(0), nil),
    ])
    func masksAreFixedFromAWholeEpochOn(freeze: RunTime, epoch: Int?) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.freeze = freeze
        let run = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("run"))
        #expect(try run.run().freezeStart == epoch)
    }

    @Test func aShareOfTheRunIsTheSameAsItsEpochs() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.start = .epochs(1.5)
        recipe.pruning?.ramp = .epochs(1.5)
        let epochs = try runs.run(recipe, in: "epochs").epochs
        recipe.pruning?.start = .percent(50)
        recipe.pruning?.ramp = .percent(50)
        let share = try runs.run(recipe, in: "share").epochs
        #expect(share.map(\.sparsity) == epochs.map(\.sparsity))
        #expect(share.map(\.trainingLoss) == epochs.map(\.trainingLoss))
        #expect(share.map { $0.sparsity > 0 } == [false, true, true])
    }

    @Test func aRunGoesOnThatWasWrittenInOlderWords() throws {
        let runs = try SmallRuns()
        let recipe = runs.recipe(method: "pdp")
        let folder = runs.runFolder("run")
        try runs.run(recipe, in: "run")
        let older = try folder.writtenRecipe()
            .replacing("ramp: 2 epochs", with: "rampEpochs: 2.0")
            .replacing("freeze: 0 epochs", with: "fineTuneEpochs: 0")
        #expect(try older != recipe.yaml)
        try older.write(toFile: folder.recipe, atomically: true, encoding: .utf8)
        #expect(try folder.outcome(of: recipe) != nil)
        var other = recipe
        other.pruning?.ramp = .epochs(1)
        #expect(throws: RunError.self) {
            try folder.outcome(of: other)
        }
    }
}
