import Files
import Foundation
import Reports
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
        recipe.pruning?.startEpoch = 0
        let data = try DataSources.open(recipe.data, folder: folder.path)
        let run = RunFolder(path: folder.path("run"))
        let report = try TrainingRun(recipe: recipe, data: data, folder: run).run()
        let saved = try SavedModel(path: run.model)
        #expect(try saved.evaluate(dataFolder: folder.path).accuracy == report.summary.accuracy)
        guard case .images(let images) = saved.description.input else { return }
        #expect(images.mean == [0.485, 0.456, 0.406])
    }

    @Test func measuresWithoutTrainingImages() throws {
        let runs = try SmallRuns()
        let summary = try runs.run(runs.recipe, in: "run").summary
        for part in ["images-idx3", "labels-idx1"] {
            try FileManager.default.removeItem(atPath: runs.folder.path("train-\(part)-ubyte"))
        }
        let saved = try SavedModel(path: runs.runFolder("run").model)
        #expect(try saved.evaluate(dataFolder: runs.folder.path).accuracy == summary.accuracy)
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
