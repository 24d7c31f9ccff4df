public import Datasets
import Foundation

/// The two parts of a data set, as a recipe asks for them.
public struct DataSource: Sendable {
    /// What the network learns from.
    public let training: InMemoryImages

    /// What its accuracy is measured on.
    public let test: InMemoryImages

    /// Reads or draws the data of `recipe`.
    ///
    /// - Parameters:
    ///   - recipe: What to read.
    ///   - folder: The user's folder; `nil` for glyphs.
    /// - Throws: ``TrainingError`` if there is no such data, and what the reader throws.
    public init(_ recipe: DataRecipe, folder: String?) throws {
        let kind = try Self.kind(recipe.kind, folder: folder)
        let training = try Self.read(kind, .training, folder, count: recipe.trainingCount)
        let test = try Self.read(kind, .test, folder, count: recipe.testCount)
        self.training = training
        self.test = test
    }

    /// Reads or draws only the test part of `recipe`.
    public static func test(_ recipe: DataRecipe, folder: String?) throws -> InMemoryImages {
        try read(kind(recipe.kind, folder: folder), .test, folder, count: recipe.testCount)
    }

    private static func kind(_ name: String, folder: String?) throws -> String {
        guard name == "auto" else {
            if name == "glyphs", let folder { throw TrainingError.needlessData(folder: folder) }
            return name
        }
        guard let folder else { return "glyphs" }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let holdsBatches = names.contains {
            $0.hasPrefix("data_batch_1") || $0 == "cifar-10-batches-bin"
        }
        let holdsImages = names.contains { $0.contains("idx3-ubyte") }
        guard names.isEmpty || holdsBatches || holdsImages else {
            throw TrainingError.unknownData(folder: folder)
        }
        return holdsBatches ? "cifar10" : "idx"
    }

    private static func read(
        _ kind: String, _ split: DatasetSplit, _ folder: String?, count: Int?
    ) throws -> InMemoryImages {
        if kind == "glyphs" {
            let standard = split == .training ? 12_000 : 4_000
            return try GlyphGenerator().dataset(count: count ?? standard, split: split)
        }
        guard let folder else { throw TrainingError.missingData(kind: kind) }
        let images =
            kind == "cifar10"
            ? try CIFAR10.readDataset(folder: folder, split: split)
            : try IDX.readDataset(folder: folder, split: split)
        return count.map(images.prefix) ?? images
    }
}
