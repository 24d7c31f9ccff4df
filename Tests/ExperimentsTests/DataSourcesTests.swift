import Datasets
import Experiments
import Files
import Foundation
import Layers
import Reports
import Tensors
import TestSupport
import Testing
import Training

@Suite struct DataSourcesTests {
    private static let photographs = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent()
        .appendingPathComponent("../DatasetsTests/Folders/Golden").standardizedFileURL.path

    /// A folder of two classes, with two photographs in each part of each.
    private func photographs() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for part in ["train", "val"] {
            for (name, files) in [
                ("ants", ["rgb.jpg", "grey.png"]), ("bees", ["rgb.png", "cmyk.jpg"]),
            ] {
                let place = folder.path("\(part)/\(name)")
                try FileManager.default.createDirectory(
                    atPath: place, withIntermediateDirectories: true)
                for file in files {
                    try FileManager.default.copyItem(
                        atPath: "\(Self.photographs)/\(file)", toPath: "\(place)/\(file)")
                }
            }
        }
        return folder
    }

    @Test func findsFoldersOfImages() throws {
        var recipe = DataRecipe()
        recipe.imageSize = 16
        let folder = try photographs()
        let data = try DataSources.open(recipe, folder: folder.path)
        #expect(data.classNames == ["ants", "bees"])
        #expect(data.trainingCount == 4 && data.testCount == 4)
        #expect("\(data.input)" == "images 3 × 16 × 16")
    }

    @Test func trainsOnFoldersOfImages() throws {
        let folder = try photographs()
        var recipe = Recipe()
        recipe.network = "resnet20"
        recipe.epochs = 1
        recipe.batchSize = 2
        recipe.data.kind = "folders"
        recipe.data.imageSize = 16
        recipe.data.colorJitter = 0.4
        recipe.data.isFlipped = true
        recipe.pruning = PruningRecipe(epochs: recipe.epochs)
        recipe.pruning?.start = .epochs(0)
        let data = try DataSources.open(recipe.data, folder: folder.path)
        let run = RunFolder(path: folder.path("run"))
        let report = try TrainingRun(recipe: recipe, data: data, folder: run).run()
        let saved = try SavedModel(path: run.model)
        #expect(try saved.evaluate(dataFolder: folder.path).accuracy == report.summary.score)
        guard case .images(let images) = saved.description.input else { return }
        #expect(images.mean == [0.485, 0.456, 0.406])
    }

    /// With the whole area, photographs look the same in every epoch; as a rule they do not.
    @Test(arguments: [(Float(1), true), (0.08, false)])
    func cutsOutTheShareThatIsAsked(scale: Float, isSame: Bool) throws {
        var recipe = DataRecipe()
        recipe.imageSize = 16
        recipe.cropScale = scale
        let folder = try photographs()
        let source = try DataSources.open(recipe, folder: folder.path)
            .trainingBatches(LoaderSettings(batchSize: 4))
        let epochs = try [0, 1].map { epoch in
            let batches: any BatchStream = source.batches(epoch: epoch, startingAt: 0)
            let batch = try #require(try batches.next(on: .cpu))
            let pixels: [Float] = try batch.inputs.tensors[0].elements()
            let size = pixels.count / 4
            return Set((0..<4).map { Array(pixels[$0 * size..<($0 + 1) * size]) })
        }
        #expect((epochs[0] == epochs[1]) == isSame && epochs[0].count == 4)
    }

    private func write(_ bytes: [UInt8], _ name: String, in folder: TemporaryFolder) throws {
        try AtomicFile.write(bytes, to: folder.path(name))
    }

    /// A recipe for the folder of photographs.
    private var photographRecipe: Recipe {
        var recipe = Recipe()
        recipe.network = "resnet20"
        recipe.epochs = 1
        recipe.batchSize = 2
        recipe.data.kind = "folders"
        recipe.data.imageSize = 16
        return recipe
    }

    @Test func namesWhatItLeavesOut() throws {
        let folder = try photographs()
        for index in 10..<22 { try write([1], "train/ants/\(index).jpg", in: folder) }
        try write([], "val/bees/empty.png", in: folder)
        var notes: [String] = []
        var observer = RunObserver()
        observer.note = { notes.append($0) }
        let recipe = photographRecipe
        let data = try DataSources.open(for: recipe, folder: folder.path)
        let run = RunFolder(path: folder.path("run"))
        let report = try TrainingRun(recipe: recipe, data: data, folder: run)
            .run(observer: observer)
        #expect(report.summary.skippedExamples == 13)
        #expect(notes.count == 11 && notes.last == "left out: 13 examples in all")
        #expect(
            notes.first
                == "left out: image '\(folder.path)/train/ants/10.jpg' cannot be decoded: "
                + "it is of an unknown kind; the formats that are read are JPEG, PNG, WebP, BMP, TIFF, "
                + "PPM and PGM")
        let saved = try SavedModel(path: run.model)
        let test = try saved.openTestData(folder: folder.path)
        #expect(try saved.evaluate(on: test).count == 4)
        #expect(
            test.skipped.reasons == [
                "image '\(folder.path)/val/bees/empty.png' cannot be decoded: it is empty"
            ])
    }

    @Test func stopsAtABadImageIfAsked() throws {
        let folder = try photographs()
        try write([], "val/bees/empty.png", in: folder)
        var recipe = photographRecipe
        recipe.data.stopsAtBadImages = true
        let data = try DataSources.open(for: recipe, folder: folder.path)
        let run = RunFolder(path: folder.path("run"))
        #expect(
            message { try TrainingRun(recipe: recipe, data: data, folder: run).run() }
                == "image '\(folder.path)/val/bees/empty.png' cannot be decoded: it is empty")
    }

    @Test func knowsTheClassesOfTheModel() throws {
        let folder = try photographs()
        let recipe = photographRecipe
        let run = RunFolder(path: folder.path("run"))
        let data = try DataSources.open(for: recipe, folder: folder.path)
        try TrainingRun(recipe: recipe, data: data, folder: run).run()
        let saved = try SavedModel(path: run.model)
        let files = FileManager.default
        try files.removeItem(atPath: folder.path("train"))
        try files.moveItem(atPath: folder.path("val/ants"), toPath: folder.path("ants"))
        let bees = try saved.evaluate(dataFolder: folder.path)
        #expect(bees.classes.map(\.count) == [0, 2])
        try files.moveItem(atPath: folder.path("ants"), toPath: folder.path("val/cats"))
        #expect(
            message { _ = try saved.evaluate(dataFolder: folder.path) }
                == "class folder '\(folder.path)/val/cats' is not among the 2 known classes "
                + "(ants, bees)")
        let others = try DataSources.open(recipe.data, folder: folder.path, isOnlyTest: true)
        #expect(
            message { _ = try saved.evaluate(on: others) }
                == "class 0 of the data is 'bees'; the network in '\(run.model)' knows it as 'ants'"
        )
    }

    @Test func measuresGivenWeightsWithoutTrainingImages() throws {
        let folder = try photographs()
        var recipe = photographRecipe
        let first = RunFolder(path: folder.path("run"))
        try TrainingRun(
            recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path), folder: first
        ).run()
        try FileManager.default.removeItem(atPath: folder.path("train"))
        recipe.epochs = 0
        recipe.initialWeights = first.model
        recipe.data.kind = "auto"
        let again = RunFolder(path: folder.path("again"))
        let summary = try TrainingRun(
            recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path), folder: again
        ).run().summary
        #expect(
            try summary.score
                == SavedModel(path: first.model).evaluate(dataFolder: folder.path).accuracy)
    }

    @Test func readsSmallImagesIntoMemory() throws {
        let folder = try TemporaryFolder()
        for part in ["train", "test"] {
            for name in ["cat", "dog"] {
                let place = folder.path("\(part)/\(name)")
                try FileManager.default.createDirectory(
                    atPath: place, withIntermediateDirectories: true)
                for index in 0..<4 {
                    try FileManager.default.copyItem(
                        atPath: "\(Self.photographs)/small.png", toPath: "\(place)/\(index).png")
                }
            }
        }
        var recipe = photographRecipe
        recipe.data = DataRecipe()
        recipe.data.crop = 4
        recipe.data.isFlipped = true
        let data = try DataSources.open(for: recipe, folder: folder.path)
        let images = try #require(data as? ImageSource)
        #expect(images.training is InMemoryImages && images.training.count == 8)
        #expect("\(data.input)" == "images 3 × 32 × 32")
        let run = RunFolder(path: folder.path("run"))
        let report = try TrainingRun(recipe: recipe, data: data, folder: run).run()
        #expect(
            try SavedModel(path: run.model).evaluate(dataFolder: folder.path).accuracy
                == report.summary.score)
    }

    @Test func measuresWithoutTrainingImages() throws {
        let runs = try SmallRuns()
        let summary = try runs.run(runs.recipe, in: "run").summary
        for part in ["images-idx3", "labels-idx1"] {
            try FileManager.default.removeItem(atPath: runs.folder.path("train-\(part)-ubyte"))
        }
        let saved = try SavedModel(path: runs.runFolder("run").model)
        #expect(try saved.evaluate(dataFolder: runs.folder.path).accuracy == summary.score)
    }

    @Test func refusesAFolderWhereTheRecipeDraws() throws {
        var recipe = DataRecipe()
        recipe.kind = "glyphs"
        let text = message { _ = try DataSources.open(recipe, folder: "photographs") }
        #expect(
            text == "the recipe draws its data ('data.kind' is glyphs); "
                + "the folder 'photographs' would not be read")
    }
}
