import Datasets
import Foundation

/// The data sets that recipes can name.
public enum DataSources {
    /// Reads or draws the data of `recipe`.
    ///
    /// - Parameters:
    ///   - recipe: What to read.
    ///   - folder: The user's folder; `nil` for glyphs.
    ///   - isOnlyTest: Whether the training part is left unread; the test part takes its place.
    ///   - classNames: The classes of image folders and IDX files in the order of their labels; `nil`
    ///     for those found.
    /// - Returns: Both parts of the data.
    /// - Throws: ``TrainingError`` if there is no such data, and what the reader throws.
    public static func open(
        _ recipe: DataRecipe, folder: String?, isOnlyTest: Bool = false,
        classNames: [String]? = nil
    ) throws -> any DataSource {
        let kind = try kind(recipe.kind, folder: folder, isOnlyTest: isOnlyTest)
        let parts = Parts(isOnlyTest: isOnlyTest, classNames: classNames)
        if kind == "glyphs" { return try glyphs(recipe, parts) }
        guard let folder else { throw TrainingError.missingData(kind: kind) }
        if let format = TextFormat(rawValue: kind) {
            return try TextSource(recipe, format: format, folder: folder, first: parts.first)
        }
        switch kind {
        case "folders":
            return try imageFolders(recipe, folder: folder, parts)
        case "small-images":
            return try smallImages(recipe, folder: folder, parts)
        case "cifar10":
            return try inMemory(recipe, parts) {
                try CIFAR10.readDataset(folder: folder, split: $0)
            }
        default:
            return try inMemory(recipe, parts) {
                let images = try IDX.readDataset(folder: folder, split: $0)
                // The files do not tell their classes, only the name of the folder hints at them.
                return classNames.flatMap(images.named) ?? images
            }
        }
    }

    /// Reads or draws what a run of `recipe` needs: without training, only the test part.
    ///
    /// - Parameters:
    ///   - recipe: The whole recipe.
    ///   - folder: The user's folder; `nil` for glyphs.
    /// - Returns: Both parts of the data, or the test part in the place of both.
    /// - Throws: As ``open(_:folder:isOnlyTest:classNames:)``.
    public static func open(for recipe: Recipe, folder: String?) throws -> any DataSource {
        let isTrained = recipe.epochs > 0 || (recipe.pruning?.batchNormBatches ?? 0) > 0
        guard !isTrained else { return try open(recipe.data, folder: folder) }
        let kind = try kind(recipe.data.kind, folder: folder, isOnlyTest: true)
        let isNormalizedByTraining =
            recipe.data.normalization == "auto"
            && ["glyphs", "idx", "cifar10", "small-images"].contains(kind)
        return try open(recipe.data, folder: folder, isOnlyTest: !isNormalizedByTraining)
    }

    private static func kind(_ name: String, folder: String?, isOnlyTest: Bool) throws -> String {
        guard name == "auto" else {
            if name == "glyphs", let folder { throw TrainingError.needlessData(folder: folder) }
            return name
        }
        guard let folder else { return "glyphs" }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        if isOnlyTest || names.contains("train.tsv"), names.contains("dev_matched.tsv") {
            return "mnli"
        }
        switch try DataLocation.find(in: folder, isOnlyTest: isOnlyTest)?.kind {
        case .idx: return "idx"
        case .cifar10: return "cifar10"
        case .folders: return holdsSmallImages(folder) ? "small-images" : "folders"
        case nil: throw TrainingError.unknownData(folder: folder)
        }
    }
}

extension DataSources {
    /// Which parts of a data set are read.
    struct Parts {
        let isOnlyTest: Bool
        let classNames: [String]?

        /// The part that takes the place of the training part.
        var first: DatasetSplit { isOnlyTest ? .test : .training }
    }
}
