import Datasets
import Experiments
import Files
import Foundation
import Reports
import TestSupport
import Testing

@Suite struct ValidationSplitTests {
    @Test(arguments: [
        ("auto", ValidationSplit.automatic), ("0", .none), ("0.0", .none), ("0.25", .share(0.25)),
        ("12", .count(12)), ("val", .part("val")), ("dev.tsv", .part("dev.tsv")),
    ]) func isReadAsWritten(text: String, split: ValidationSplit) throws {
        let recipe = try Recipe(yaml: "data: {kind: arrays, validation: \(text)}", file: "r.yaml")
        #expect(recipe.data.validation == split)
        #expect(try Recipe(yaml: recipe.yaml, file: "again").data.validation == split)
    }

    @Test(arguments: ["1.5", "-1", "-0.1"]) func refusesOtherNumbers(text: String) {
        #expect(
            message { _ = try Recipe(yaml: "data: {validation: \(text)}", file: "r.yaml") }
                == "'data.validation' is \(text) in r.yaml, line 1; it must be auto, 0 for none, a "
                + "share below 1, a number of examples, or the name of a folder or file in the "
                + "folder of the data")
    }

    /// A file of its own for data that have none.
    @Test func refusesAPartOfDataWithoutParts() {
        #expect(
            message {
                _ = try Recipe(yaml: "data: {kind: idx, validation: val}", file: "r.yaml")
            }
                == "'data.validation' is 'val' in r.yaml, line 1; it must be left out where "
                + "'data.kind' is idx")
    }

    /// Where test examples choose all the same, a line says so.
    @Test(arguments: [false, true]) func isMissedWhereSomethingIsChosen(chooses: Bool) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe
        recipe.epochs = 1
        recipe.data.validation = .none
        recipe.result = chooses ? .best : .last
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("run"))
            .run(observer: observer)
        let note =
            "the test images decide while training, as there are no validation images; what is measured "
            + "on them at the end is too good"
        #expect(notes.contains(note) == chooses)
    }

    @Test func isCutOffTheTrainingDataAndMeasuredAlone() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.data.validation = .count(20)
        let data = try DataSources.open(for: recipe, folder: runs.folder.path)
        #expect(data.trainingCount == 60 && data.validationCount == 20 && data.testCount == 30)
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let report = try TrainingRun(recipe: recipe, data: data, folder: runs.runFolder("run"))
            .run(observer: observer)
        #expect(
            notes.contains(
                "20 validation images decide while training; the test images are measured at the "
                    + "end"))
        #expect(report.summary.data?.validationCount == 20)
        // Of 20 and of 30 images the accuracies are multiples of other shares.
        for record in report.epochs {
            let count = (record.validationMetrics["accuracy"] ?? .nan) * 20
            #expect(abs(count - count.rounded()) < 1e-9)
        }
        let count = (report.summary.results["accuracy"] ?? .nan) * 30
        #expect(abs(count - count.rounded()) < 1e-9)
    }

    /// The result is that of the last epoch, as both are measured on the same examples.
    @Test func mayMeasureTheResult() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.data.measuredOn = .validation
        let data = try DataSources.open(for: recipe, folder: runs.folder.path)
        #expect(data.validationCount == 8, "a tenth, as it is needed")
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let report = try TrainingRun(recipe: recipe, data: data, folder: runs.runFolder("run"))
            .run(observer: observer)
        #expect(
            notes.contains(
                "8 validation images decide, and measure the result; the test images are left alone"
            ))
        #expect(report.summary.results == report.epochs.last?.validationMetrics)
        #expect(report.summary.data?.testCount == 0 && report.summary.softResults != nil)
        let text = try #require(report.summary.data).text(exampleName: "image")
        #expect(text.contains("72 training and 8 validation images, "))
        #expect(text.hasSuffix("classes; measured on the validation images"))
    }

    @Test func cannotMeasureTheResultWithoutExamples() throws {
        #expect(
            message {
                _ = try Recipe(
                    yaml: "data: {validation: 0, measuredOn: validation}", file: "r.yaml")
            }
                == "'data.measuredOn' is 'validation' in r.yaml, line 1; "
                + "it must be test where 'validation' is 0")
        let runs = try SmallRuns()
        var recipe = runs.recipe
        recipe.data.measuredOn = .validation
        #expect(
            message {
                _ = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("run"))
            }
                == "'data.measuredOn' is 'validation' in the recipe; "
                + "it must be test where there are no validation examples")
    }

    @Test func isATenthWhereTheAccuracyStartsPruning() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        #expect(try DataSources.open(for: recipe, folder: runs.folder.path).validationCount == 0)
        recipe.pruning?.startMetric = StartMetricRecipe(bound: 0.5)
        #expect(try DataSources.open(for: recipe, folder: runs.folder.path).validationCount == 8)
        recipe.data.validation = .none
        #expect(try DataSources.open(for: recipe, folder: runs.folder.path).validationCount == 0)
    }

    @Test func refusesToLeaveNothingToLearnFrom() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe
        recipe.data.validation = .count(80)
        #expect(
            message { _ = try DataSources.open(for: recipe, folder: runs.folder.path) }
                == "'data.validation' is 80 in the recipe; it must be such that both parts of the "
                + "80 training examples have at least one")
    }

    /// The same examples whatever else changes, none of them in both parts.
    @Test func aRunWithASplitGoesOnExactly() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.data.validation = .share(0.25)
        let data = try DataSources.open(for: recipe, folder: runs.folder.path)
        let source = try #require(data as? ImageSource)
        let validation = try #require(source.validation)
        #expect(source.training.count + validation.count == 80)
        func run(_ name: String, stoppingAfter stepCount: Int?, resuming: Bool = false) throws {
            var observer = RunObserver()
            var stepsDone = 0
            observer.didStep = { _ in stepsDone += 1 }
            observer.isInterrupted = { stepsDone == stepCount }
            try TrainingRun(
                recipe: recipe, data: DataSources.open(for: recipe, folder: runs.folder.path),
                folder: runs.runFolder(name)
            ).run(resuming: resuming, observer: observer)
        }
        try run("whole", stoppingAfter: nil)
        #expect(throws: RunError.self) { try run("parts", stoppingAfter: 3) }
        try run("parts", stoppingAfter: nil, resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
    }
}
