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
    /// - Returns: Both parts of the data.
    /// - Throws: ``TrainingError`` if there is no such data, and what the reader throws.
    public static func open(
        _ recipe: DataRecipe, folder: String?, isOnlyTest: Bool = false
    ) throws -> any DataSource {
        let first: DatasetSplit = isOnlyTest ? .test : .training
        let kind = try kind(recipe.kind, folder: folder)
        if kind == "glyphs" {
            let test = try glyphs(.test, count: recipe.testCount ?? 4_000)
            return ImageSource(
                training: isOnlyTest
                    ? test : try glyphs(.training, count: recipe.trainingCount ?? 12_000),
                test: test)
        }
        guard let folder else { throw TrainingError.missingData(kind: kind) }
        if let format = TextFormat(rawValue: kind) {
            return try TextSource(recipe, format: format, folder: folder, first: first)
        }
        switch kind {
        case "folders":
            return try imageFolders(recipe, folder: folder, first: first)
        case "cifar10":
            return try inMemory(recipe, first: first) {
                try CIFAR10.readDataset(folder: folder, split: $0)
            }
        default:
            return try inMemory(recipe, first: first) {
                try IDX.readDataset(folder: folder, split: $0)
            }
        }
    }

    private static func kind(_ name: String, folder: String?) throws -> String {
        guard name == "auto" else {
            if name == "glyphs", let folder { throw TrainingError.needlessData(folder: folder) }
            return name
        }
        guard let folder else { return "glyphs" }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        if names.contains(where: { $0.hasPrefix("data_batch_1") || $0 == "cifar-10-batches-bin" }) {
            return "cifar10"
        }
        if names.contains("train"), names.contains("val") || names.contains("test") {
            return "folders"
        }
        if names.contains("train.tsv"), names.contains("dev_matched.tsv") { return "mnli" }
        guard names.isEmpty || names.contains(where: { $0.contains("idx3-ubyte") }) else {
            throw TrainingError.unknownData(folder: folder)
        }
        return "idx"
    }

    private static func glyphs(_ split: DatasetSplit, count: Int) throws -> InMemoryImages {
        try GlyphGenerator().dataset(count: count, split: split)
    }

    private static func inMemory(
        _ recipe: DataRecipe, first: DatasetSplit, read: (DatasetSplit) throws -> InMemoryImages
    ) throws -> ImageSource {
        let training = try read(first)
        let test = first == .test ? training : try read(.test)
        return ImageSource(
            training: recipe.trainingCount.map(training.prefix) ?? training,
            test: recipe.testCount.map(test.prefix) ?? test,
            normalization: normalization(recipe) ?? training.channelStatistics())
    }

    /// The normalisation that the recipe names; `nil` for that of the kind of data.
    private static func normalization(_ recipe: DataRecipe) -> Normalization? {
        ["imagenet": .imageNet, "half": .half][recipe.normalization]
    }

    /// The transforms of the usual training on ImageNet, and its means and deviations.
    private static func imageFolders(
        _ recipe: DataRecipe, folder: String, first: DatasetSplit
    ) throws -> ImageSource {
        let size = recipe.imageSize
        let training = try ImageFolder(
            path: folder, split: first,
            transforms: ImageTransforms(
                crop: RandomResizedCrop(size: size),
                flip: recipe.isFlipped ? HorizontalFlip() : nil,
                jitter: recipe.colorJitter > 0
                    ? ColorJitter(
                        brightness: recipe.colorJitter, contrast: recipe.colorJitter,
                        saturation: recipe.colorJitter) : nil))
        let test = try ImageFolder(
            path: folder, split: .test, classNames: training.classNames,
            transforms: .evaluation(size: size, resizeTo: max(size, size * 8 / 7)))
        return ImageSource(
            training: training, test: test, normalization: normalization(recipe) ?? .imageNet,
            workerCount: recipe.workerCount)
    }
}

extension Normalization {
    /// The means and deviations of ImageNet's training images, as torchvision's networks use them.
    static let imageNet = Normalization(
        mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

    /// To −1...1.
    static let half = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
}
