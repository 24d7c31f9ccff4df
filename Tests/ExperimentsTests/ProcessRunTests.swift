import Datasets
import Experiments
import Files
import Foundation
import ProcessGroups
import Reports
import TensorFiles
import Tensors
import TestSupport
import Testing

/// Runs of several processes, which are threads here, against the same runs of one.
@Suite struct ProcessRunTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    /// Sums in another order differ by some units in the last place of a float, 6 · 10⁻⁸ of the value;
    /// nine steps at a rate of 0.1 make no more than a thousand times that of them.
    private static let tolerance: Float = 1e-4

    /// Runs `recipe` in the folder `name`, with threads as processes.
    private func run(
        _ recipe: Recipe, in name: String, processes count: Int,
        stoppingAfter stepCount: Int? = nil,
        resuming isResuming: Bool = false, timeLimit: Duration = .seconds(60)
    ) throws -> [Outcome<RunReport>] {
        let place = try MeetingPlace(size: count)
        let variables = (0..<count).map { place.variables(rank: $0, threadCount: 1) }
        defer { withExtendedLifetime(place) {} }
        let (data, folder) = (runs.data, runs.runFolder(name))
        return onThreads(count) { rank in
            try LibTorch.setThreadCount(1)
            guard let environment = try ProcessEnvironment(variables[rank]) else {
                throw CancellationError()
            }
            let group = try ProcessGroup(environment, timeLimit: timeLimit)
            var observer = RunObserver()
            var stepsDone = 0
            observer.didStep = { _ in stepsDone += 1 }
            observer.isInterrupted = { rank == 0 && stepsDone == stepCount }
            do {
                let run = try TrainingRun(
                    recipe: recipe, data: data, folder: folder, processes: group)
                run.compareProcesses(everySteps: 2)
                return try run.run(resuming: isResuming, observer: observer)
            } catch {
                group.end(with: error)
                throw error
            }
        }
    }

    private func weights(_ name: String) throws -> [String: [Float]] {
        let file = try SafetensorsFile(path: runs.runFolder(name).model)
        return Dictionary(
            uniqueKeysWithValues: try file.entries.filter { $0.dtype == .float32 }.map {
                ($0.name, try file.floats(of: $0.name))
            })
    }

    /// Expects the same weights but for rounding.
    ///
    /// Rounding may also decide which of two weights at the threshold is pruned, and what follows learns a little
    /// otherwise: where this has happened to a few weights, the others may differ by a hundred times as much.
    private func expectEqual(
        _ name: String, _ other: String, where isCompared: (String) -> Bool = { _ in true }
    ) throws {
        let (found, wanted) = (try weights(name), try weights(other))
        #expect(found.keys.sorted() == wanted.keys.sorted())
        let pairs = wanted.filter { isCompared($0.key) }.map { path, values in
            (path: path, values: Array(zip(values, found[path] ?? [])))
        }
        let isPrunedInOne = { (pair: (Float, Float)) in (pair.0 == 0) != (pair.1 == 0) }
        let exchanged = pairs.reduce(0) { $0 + $1.values.count(where: isPrunedInOne) }
        #expect(exchanged <= 8)
        let tolerance = exchanged == 0 ? Self.tolerance : 100 * Self.tolerance
        for (path, values) in pairs {
            let differences = values.filter { !isPrunedInOne($0) }.map { abs($0 - $1) }
            #expect(try #require(differences.max()) < tolerance, "\(path)")
        }
    }

    private func recipe(method: String) -> Recipe {
        var recipe = runs.recipe(method: method)
        recipe.synchronizesBatchNorm = true
        recipe.optimizer.gradientNorm = 1
        return recipe
    }

    @Test(arguments: ["pdp", "str", "rigl"])
    func twoComeToWhatOneComesTo(method: String) throws {
        let recipe = recipe(method: method)
        let one = try runs.run(recipe, in: "one")
        let two = try run(recipe, in: "two", processes: 2)
        try expectEqual("two", "one")
        let report = try #require(two[0].value)
        #expect(two[1].value == report)
        #expect(report.summary.sparsity == one.summary.sparsity)
        for (found, wanted) in zip(report.epochs, one.epochs) {
            let (loss, own) = (found.trainingMetrics["loss"], wanted.trainingMetrics["loss"])
            #expect(abs(try #require(loss) - #require(own)) < 1e-4)
            #expect(found.validationMetrics["accuracy"] == wanted.validationMetrics["accuracy"])
        }
        #expect(report.environment.last == RunReport.Fact("Processes", "2"))
        #expect(
            runs.folder.files(below: "two").sorted() == runs.folder.files(below: "one").sorted())
    }

    /// Scores that differ by rounding may choose another weight at the threshold, one in ten thousand.
    @Test func methodsThatChooseByScoresAlmostDo() throws {
        let recipe = recipe(method: "movement")
        let one = try runs.run(recipe, in: "one")
        let two = try #require(try run(recipe, in: "two", processes: 2)[0].value)
        let (found, wanted) = (try weights("two"), try weights("one"))
        let differing = wanted.reduce(0) { count, layer in
            count + zip(layer.value, found[layer.key] ?? []).count { ($0 == 0) != ($1 == 0) }
        }
        #expect(differing < wanted.values.reduce(0) { $0 + $1.count } / 1000)
        let losses = [two, one].map { $0.epochs.last?.trainingMetrics["loss"] ?? .nan }
        #expect(abs(losses[0] - losses[1]) < 1e-2)
    }

    /// Images that are changed and drawn with replacement are the same, whoever prepares them.
    @Test func changedAndBalancedImagesComeToTheSame() throws {
        var recipe = recipe(method: "pdp")
        recipe.data.randAugment = RandAugment()
        recipe.data.sampling = .balanced
        try runs.run(recipe, in: "one")
        let two = try run(recipe, in: "two", processes: 2)
        #expect(two.compactMap(\.error) == [])
        try expectEqual("two", "one")
    }

    /// Three processes share batches of 32, 32 and 16 unequally, and two batches make a step.
    @Test func unequalSharesAndAccumulationComeToTheSame() throws {
        var recipe = recipe(method: "pdp")
        recipe.optimizer.accumulation = 2
        try runs.run(recipe, in: "one")
        let three = try run(recipe, in: "three", processes: 3)
        #expect(three.compactMap(\.error) == [])
        try expectEqual("three", "one")
    }

    /// 80 examples leave a last batch of 2 for three processes, which each of them takes whole.
    @Test func aSmallLastBatchComesToTheSame() throws {
        var recipe = recipe(method: "pdp")
        recipe.batchSize = 26
        let one = try runs.run(recipe, in: "one")
        let three = try run(recipe, in: "three", processes: 3)
        #expect(three.compactMap(\.error) == [])
        // The unbiased variance counts the examples of that batch three times.
        try expectEqual("three", "one") { !$0.contains("running") }
        let losses = try #require(three[0].value).epochs.map { $0.trainingMetrics["loss"] ?? 0 }
        for (loss, own) in zip(losses, one.epochs.map { $0.trainingMetrics["loss"] ?? 0 }) {
            #expect(abs(loss - own) < 1e-4)
        }
    }

    /// Both leave out the same steps, or their weights would not be the same, and come to almost what one does,
    /// whose larger batches may be too large for the scale of the loss in other steps.
    @Test(arguments: [Autocast.bfloat16, .float16])
    func mixedPrecisionIsTheSameInAll(autocast: Autocast) throws {
        var recipe = recipe(method: "pdp")
        recipe.autocast = autocast
        let one = try runs.run(recipe, in: "one")
        let two = try run(recipe, in: "two", processes: 2)
        let report = try #require(two[0].value)
        #expect(two[1].value == report)
        #expect(report.epochs.last?.lossScale == one.epochs.last?.lossScale)
        let losses = [report, one].map { $0.epochs.first?.trainingMetrics["loss"] ?? .nan }
        #expect(abs(losses[0] - losses[1]) < 0.1)
    }

    @Test func goesOnWithAnotherNumberOfProcesses() throws {
        let recipe = recipe(method: "pdp")
        let whole = try runs.run(recipe, in: "whole")
        let stopped = try run(recipe, in: "parts", processes: 2, stoppingAfter: 4)
        let folder = runs.runFolder("parts").path
        for outcome in stopped {
            #expect(outcome.error == "interrupted; the run in '\(folder)' can be resumed")
        }
        let parts = try run(recipe, in: "parts", processes: 3, resuming: true)
        #expect(parts.compactMap(\.error) == [])
        try expectEqual("parts", "whole")
        let report = try #require(parts[0].value)
        for (found, wanted) in zip(report.epochs, whole.epochs) {
            #expect(found.epoch == wanted.epoch)
            let (loss, own) = (found.trainingMetrics["loss"], wanted.trainingMetrics["loss"])
            #expect(abs(try #require(loss) - #require(own)) < 1e-4)
        }
    }

    /// With statistics of the share of each process, which are averaged; three make a mean that is rounded.
    @Test func goesOnToTheSameBytes() throws {
        var recipe = recipe(method: "pdp")
        recipe.synchronizesBatchNorm = false
        let whole = try run(recipe, in: "whole", processes: 3)
        _ = try run(recipe, in: "parts", processes: 3, stoppingAfter: 4)
        let parts = try run(recipe, in: "parts", processes: 3, resuming: true)
        #expect((whole + parts).compactMap(\.error) == [])
        #expect(
            try readFile(at: runs.runFolder("parts").model)
                == readFile(at: runs.runFolder("whole").model))
    }

    @Test func refusesMoreProcessesThanExamples() throws {
        var recipe = runs.recipe
        recipe.batchSize = 1
        let found = try run(recipe, in: "run", processes: 2)
        for outcome in found {
            #expect(
                outcome.error
                    == "'batchSize' is 1, and 2 processes share a batch; it must be at least 2")
        }
    }
}
