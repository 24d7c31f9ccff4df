import Experiments
import Files
import Foundation
import Layers
import Reports
import TestSupport
import Testing

/// What a run writes down for its page.
@Suite struct RunReportTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    @Test func recordsTheTemperatureWhileThereAreSoftMasks() throws {
        var recipe = runs.recipe(method: "pdp", options: ["relative-temperature": 0.5])
        recipe.epochs = 4
        recipe.pruning?.start = .epochs(1)
        recipe.pruning?.ramp = .epochs(1)
        recipe.pruning?.freeze = .epochs(1)
        let report = try runs.run(recipe, in: "run")
        #expect(report.epochs.map(\.relativeTemperature) == [nil, 0.5, 0.5, nil])
        #expect(report.epochs.allSatisfy { $0.temperature == nil })
        #expect(report.pruningStart == 2 && report.freezeStart == 4)
        #expect(try runs.runFolder("run").records() == report.epochs)
    }

    @Test func recordsAFixedTemperature() throws {
        let recipe = runs.recipe(method: "pdp", options: ["temperature": 0.001])
        let epochs = try runs.run(recipe, in: "run").epochs
        #expect(epochs.map(\.temperature) == [nil, 0.001, 0.001])
        #expect(epochs.allSatisfy { $0.relativeTemperature == nil })
    }

    @Test(arguments: ["gradual-magnitude", "str", "ste"]) func otherMethodsHaveNoTemperature(
        method: String
    ) throws {
        let report = try runs.run(runs.recipe(method: method), in: "run")
        #expect(report.epochs.allSatisfy { $0.temperature == nil && $0.relativeTemperature == nil })
        #expect(report.freezeStart == nil)
    }

    @Test(arguments: ["pdp", "str", "one-shot-magnitude"])
    func measuresTheInitialWeightsWithoutMasks(method: String) throws {
        try runs.run(runs.recipe, in: "dense")
        let folder = runs.runFolder("dense")
        var recipe = runs.recipe(method: method)
        recipe.initialWeights = folder.model
        let summary = try runs.run(recipe, in: "run").summary
        let dense = try folder.denseResults(network: "small-cnn", dataset: "mnist")
        #expect(summary.initialWeights?.results == dense)
        #expect(try runs.run(recipe, in: "run", resuming: true).summary == summary)
    }

    @Test func randomWeightsAreNoReference() throws {
        var recipe = runs.recipe
        recipe.initialWeights = nil
        #expect(try runs.run(recipe, in: "random").summary.initialWeights == nil)
        let state = try StateDictionary(path: runs.folder.path("initial.safetensors"))
        let part = runs.folder.path("part.safetensors")
        try StateDictionary(state.tensors.filter { !$0.name.hasPrefix("fc.") }).write(to: part)
        recipe.initialWeights = part
        recipe.allowsPartialWeights = true
        #expect(try runs.run(recipe, in: "part").summary.initialWeights?.results == nil)
    }

    @Test(arguments: ["unstructured", "2:4", "channels", "4x1"]) func countsWorkAndBytes(
        pattern: String
    )
        throws
    {
        let recipe = runs.recipe(method: "pdp", pattern: pattern)
        let plan = try TrainingRun(
            recipe: recipe, data: runs.data, folder: runs.runFolder("plan")
        ).plan()
        let report = try runs.run(recipe, in: "run")
        let summary = report.summary
        let file = try readFile(at: runs.runFolder("run").model)
        #expect(summary.modelByteCount == file.count)
        #expect(summary.parameterByteCount == 4 * summary.parameters)
        #expect(summary.nonzeroParameterByteCount == 4 * summary.nonzeroParameters)
        #expect(summary.multiplyAdds == plan.multiplyAdds)
        let nonzero = try #require(summary.nonzeroMultiplyAdds)
        #expect(nonzero < (try #require(plan.multiplyAdds)) && nonzero > 0)
        let classes = try #require(report.classes)
        #expect(classes.map(\.name) == runs.data.classNames)
        #expect(classes.reduce(0) { $0 + $1.count } == 30)
        let correctCount = classes.reduce(0) { $0 + $1.correctCount }
        #expect(summary.score == Double(correctCount) / 30)
    }

    @Test func writesDownHowItCameAbout() throws {
        let context = RunContext(
            command: "pdp prune x.yaml", started: "2026-11-28T15:08:48Z",
            dataFolder: runs.folder.path + "/.", denseResults: ["accuracy": 0.75])
        let report = try TrainingRun(
            recipe: runs.recipe, data: runs.data, folder: runs.runFolder("run"), context: context
        ).run()
        let name = URL(fileURLWithPath: runs.folder.path).lastPathComponent
        #expect(
            report.summary.data
                == DataRecord(
                    kind: "idx", folder: name, trainingCount: 80, validationCount: 0,
                    testCount: 30, classCount: 10))
        #expect(report.summary.command == "pdp prune x.yaml")
        #expect(report.summary.started == "2026-11-28T15:08:48Z")
        #expect(report.summary.denseScore == 0.75)
        #expect(!report.html().contains(runs.folder.path + "/."))
    }

    @Test func saysWhereTheDenseRunIsJudgedOtherwise() throws {
        let run = try TrainingRun(
            recipe: runs.recipe, data: runs.data, folder: runs.runFolder("run"),
            context: RunContext(denseResults: ["rootMeanSquaredError": 0.75]))
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let report = try run.run(observer: observer)
        #expect(notes == ["the dense run has no accuracy; nothing is compared with it"])
        #expect(report.summary.denseScore == nil)
    }

    @Test func comparesOnlyWithADenseRunOfItsKind() throws {
        let allowed = "a finished run of small-cnn on mnist without pruning"
        try runs.run(runs.recipe(method: "pdp"), in: "pdp")
        try runs.run(runs.recipe, in: "dense")
        let broken = runs.runFolder("broken")
        try broken.make()
        try AtomicFile.write("{".utf8, to: broken.summary)
        let cases = [
            ("pdp", "pruned with pdp"), ("none", "not there, or not finished"),
            ("broken", "without a summary.json that can be read"),
        ]
        for (name, found) in cases {
            let folder = runs.runFolder(name)
            #expect(
                message { _ = try folder.denseResults(network: "small-cnn", dataset: "mnist") }
                    == "the run in '\(folder.path)' is \(found); to compare with, it must be \(allowed)"
            )
        }
        let folder = runs.runFolder("dense")
        #expect(
            message { _ = try folder.denseResults(network: "resnet20", dataset: "cifar10") }
                == "the run in '\(folder.path)' is of small-cnn on mnist; to compare with, it must be "
                + "a finished run of resnet20 on cifar10 without pruning")
        #expect(
            message {
                _ = try folder.denseResults(
                    network: "small-cnn", dataset: "mnist", measuredOn: .validation)
            }
                == "the run in '\(folder.path)' is measured on other examples; to compare with, it must be "
                + allowed)
    }
}
