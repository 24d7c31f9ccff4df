import Experiments
import Foundation
import Layers
import Models
import Reports
import Tensors
import TestSupport
import Testing
import Training

@Suite struct DistillationRunTests {
    @Test func followsTheTeacherOfAFile() throws {
        let runs = try SmallRuns()
        try runs.run(runs.recipe, in: "teacher")
        var recipe = runs.recipe(method: "pdp")
        recipe.distillation = DistillationRecipe(teacher: runs.runFolder("teacher").model)
        let report = try runs.run(recipe, in: "student")
        #expect(abs(report.summary.sparsity - 0.5) < 1e-4)
        #expect(try runs.model("student") != runs.model("teacher"))
    }

    /// Trains a student for one epoch of what a teacher says, whose classes have the order `names`.
    private func losses(_ runs: SmallRuns, names: [String]) throws -> (
        losses: [Double], notes: [String]
    ) {
        let path = runs.runFolder("teacher").model
        let teacher = try StateDictionary(path: path)
        let description = try ModelDescription(metadata: teacher.metadata, path: path)
        let places = try names.map { try #require(description.classNames.firstIndex(of: $0)) }
        let indices = try Tensor(places.map { Int64($0) }, shape: [places.count])
        var reordered = StateDictionary(
            try teacher.tensors.map { name, tensor in
                let isOfClasses = name.hasPrefix("fc.")
                return (name, isOfClasses ? try tensor.selecting(indices, along: 0) : tensor)
            }, metadata: teacher.metadata)
        let list = { (names: [String]) in
            "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        }
        reordered.metadata["pdp.model"] = teacher.metadata["pdp.model"]?.replacing(
            "\"classNames\":" + list(description.classNames), with: "\"classNames\":" + list(names))
        let changed = runs.folder.path("reordered.safetensors")
        try reordered.write(to: changed)
        #expect(try ModelDescription(metadata: reordered.metadata, path: "").classNames == names)
        var recipe = runs.recipe
        recipe.epochs = 1
        recipe.distillation = DistillationRecipe(teacher: changed)
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let folder = runs.runFolder("student-" + names.joined())
        let report = try TrainingRun(
            recipe: recipe, data: NamedClasses(original: runs.data), folder: folder
        )
        .run(observer: observer)
        return (report.epochs.map(\.trainingLoss), notes)
    }

    @Test func theOrderOfTheTeachersClassesIsFollowed() throws {
        let runs = try SmallRuns()
        try TrainingRun(
            recipe: runs.recipe, data: NamedClasses(original: runs.data),
            folder: runs.runFolder("teacher")
        ).run()
        let names = NamedClasses(original: runs.data).classNames
        let same = try losses(runs, names: names)
        let other = try losses(runs, names: [3, 1, 4, 0, 5, 9, 2, 6, 8, 7].map { names[$0] })
        // Logits of single precision may be summed in another order.
        for (loss, wanted) in zip(other.losses, same.losses) {
            #expect(abs(loss - wanted) < 1e-5 * wanted)
        }
        #expect(same.notes == [])
        #expect(
            other.notes == [
                "the classes of '\(runs.folder.path("reordered.safetensors"))' are put into the "
                    + "order of the data"
            ])
    }

    @Test func numbersAreNoNamesOfClasses() throws {
        let runs = try SmallRuns()
        try runs.run(runs.recipe, in: "teacher")
        let path = runs.runFolder("teacher").model
        var teacher = try StateDictionary(path: path)
        teacher.metadata["pdp.model"] = teacher.metadata["pdp.model"]?.replacing(
            #""classNames":["0","1","#, with: #""classNames":["1","0","#)
        let changed = runs.folder.path("reordered.safetensors")
        try teacher.write(to: changed)
        var recipe = runs.recipe
        recipe.distillation = DistillationRecipe(teacher: changed)
        #expect(
            message { try runs.run(recipe, in: "student") }
                == "class 0 of the data is '0'; the network in '\(changed)' knows it as '1'")
    }

    @Test func refusesATeacherOfOtherData() throws {
        let runs = try SmallRuns()
        try runs.run(runs.recipe, in: "teacher")
        var recipe = Recipe()
        recipe.data.kind = "glyphs"
        recipe.data.trainingCount = 4
        recipe.data.testCount = 4
        let path = runs.runFolder("teacher").model
        recipe.distillation = DistillationRecipe(teacher: path)
        let text = message {
            _ = try TrainingRun(
                recipe: recipe, data: DataSources.open(recipe.data, folder: nil),
                folder: runs.runFolder("student"))
        }
        #expect(
            text == "the data are images 1 × 28 × 28; the network in '\(path)' takes "
                + "images 1 × 8 × 8")
    }
}

/// Data whose classes are called `a`, `b`, ….
private struct NamedClasses: DataSource {
    let original: any DataSource

    var classNames: [String] { "abcdefghij".map { String($0) } }
    var name: String { original.name }
    var trainingCount: Int { original.trainingCount }
    var testCount: Int { original.testCount }
    var input: ModelInput { original.input }

    func trainingBatches(_ settings: LoaderSettings) throws -> any BatchSource {
        try original.trainingBatches(settings)
    }

    func testBatches(for input: ModelInput) throws -> any BatchSource {
        try original.testBatches(for: input)
    }
}
