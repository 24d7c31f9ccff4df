import Experiments
import Files
import Foundation
import Optimization
import Reports
import TestSupport
import Testing

/// The best epoch as the result, and runs that end before their last epoch.
@Suite struct BestEpochTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    /// Eight epochs of which the last five have all zeros in their places, at a rate that is too high for
    /// the last to be the best.
    private func recipe(result: ResultChoice = .last, patience: Double? = nil) -> Recipe {
        var recipe = runs.recipe(method: "pdp")
        recipe.epochs = 8
        recipe.optimizer.schedule.shape = .constant
        recipe.pruning?.freeze = .epochs(5)
        recipe.result = result
        recipe.earlyStop = patience.map { EarlyStopRecipe(patience: .epochs($0)) }
        return recipe
    }

    /// The number of the first epoch from `first` on with the best accuracy.
    private func bestRecord(of epochs: [EpochRecord], from first: Int) -> EpochRecord? {
        epochs.filter { $0.epoch >= first }.reduce(nil) { best, record in
            let value = record.validationMetrics["accuracy"] ?? 0
            return best.map { value > $0.validationMetrics["accuracy"] ?? 0 } ?? true
                ? record : best
        }
    }

    /// The first of some seeds with which the best epoch is not the last, and the records of its run.
    private func withAnEarlierBest() throws -> (recipe: Recipe, best: EpochRecord) {
        for seed in 0..<8 {
            var recipe = recipe()
            recipe.seed = UInt64(seed)
            let epochs = try runs.run(recipe, in: "seed-\(seed)").epochs
            guard let best = bestRecord(of: epochs, from: 4), best.epoch < 8 else { continue }
            // Validation examples of their own would make it another run.
            recipe.data.validation = .none
            recipe.result = .best
            return (recipe, best)
        }
        throw CocoaError(.featureUnsupported)
    }

    @Test func theResultIsThatOfTheBestEpochWithAllZeros() throws {
        let (recipe, best) = try withAnEarlierBest()
        let report = try runs.run(recipe, in: "run")
        #expect(report.summary.results == best.validationMetrics)
        #expect(abs(report.summary.sparsity - 0.5) < 0.001)
    }

    @Test(arguments: [4, 13, 17, 22]) func theBestIsFoundAgainAfterAStop(stepCount: Int) throws {
        let recipe = recipe(result: .best)
        try runs.run(recipe, in: "whole")
        _ = message { try runs.run(recipe, in: "parts", stoppingAfter: stepCount) }
        try runs.run(recipe, in: "parts", resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
    }

    @Test func aBestCheckpointThatIsDamagedIsToldOf() throws {
        let recipe = try withAnEarlierBest().recipe
        let folder = runs.runFolder("run")
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        observer.didFinishEpoch = { record in
            guard record.epoch == 8 else { return }
            try? AtomicFile.write([1], to: folder.path + "/checkpoint/best.safetensors")
        }
        try TrainingRun(recipe: recipe, data: runs.data, folder: folder).run(observer: observer)
        #expect(notes.last?.hasSuffix("; the result is the network of the last epoch") == true)
    }

    @Test func endsWithoutPatience() throws {
        let report = try runs.run(recipe(patience: 1), in: "run")
        let epochs = report.epochs
        #expect(epochs.count < 8 && epochs.count >= 5)
        let best = try #require(bestRecord(of: epochs, from: 4))
        #expect(best.epoch == epochs.count - 1)
        #expect(report.summary.epochs == epochs.count)
        #expect(abs(report.summary.sparsity - 0.5) < 0.001)
    }

    @Test func endsAtTheSameEpochAfterAStop() throws {
        let recipe = recipe(patience: 1)
        try runs.run(recipe, in: "whole")
        _ = message { try runs.run(recipe, in: "parts", stoppingAfter: 11) }
        try runs.run(recipe, in: "parts", resuming: true)
        try runs.run(recipe, in: "parts", resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
    }

    @Test func neverEndsBeforeTheZerosAreThere() throws {
        var recipe = recipe(patience: 1)
        recipe.optimizer.learningRate = 1e-9
        let report = try runs.run(recipe, in: "run")
        #expect(report.epochs.count == 5)
    }

    @Test func takesValidationExamplesWhereTheMetricDecides() throws {
        let yaml = "data: {kind: glyphs, trainingCount: 200, testCount: 20}\n"
        let none = try DataSources.open(for: Recipe(yaml: yaml, file: "r"), folder: nil)
        let best = try DataSources.open(
            for: Recipe(yaml: yaml + "result: best", file: "r"), folder: nil)
        #expect(none.validationCount == 0 && best.validationCount == 20)
    }
}
