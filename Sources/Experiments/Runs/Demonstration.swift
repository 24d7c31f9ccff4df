import Files
import Foundation
import Layers
import Models
import Pruning
public import Reports
import TensorFiles
public import Tensors
import Training

/// A dense network, one-shot magnitude pruning of it, and PDP, on the same data for the same time.
public struct Demonstration {
    /// A line of the table.
    public struct Result: Encodable, Equatable, Sendable {
        /// What was done.
        public let name: String

        /// The share of zeros among the prunable weights of the file.
        public let sparsity: Double

        /// The accuracy of the saved file on the test images.
        public let accuracy: Double

        /// The path of the saved file.
        public let model: String

        /// Makes a line.
        public init(name: String, sparsity: Double, accuracy: Double, model: String) {
            self.name = name
            self.sparsity = sparsity
            self.accuracy = accuracy
            self.model = model
        }
    }

    /// The results as a table for people, compared with the first of them, the dense network.
    public static func table(of results: [Result]) -> TextTable {
        var table = TextTable(columns: [
            .init("network"), .init("zeros", alignment: .right),
            .init("accuracy", alignment: .right),
            .init("against dense", alignment: .right, dropOrder: 1),
        ])
        for result in results {
            let difference = result.accuracy - (results.first?.accuracy ?? 0)
            table.append([
                result.name, NumberText.percent(result.sparsity),
                Metric.accuracy.text(result.accuracy),
                Metric.accuracy.differenceText(difference),
            ])
        }
        return table
    }

    /// The user's folder; `nil` for glyphs.
    public let dataFolder: String?

    /// Where to write.
    public let folder: String

    /// The epochs of every network.
    public let epochs: Int

    /// The seed of every network.
    public let seed: UInt64

    /// Where to compute.
    public let device: Device

    /// What the pages about the runs say besides.
    public let context: RunContext

    /// Describes a demonstration.
    public init(
        dataFolder: String?, folder: String, epochs: Int, seed: UInt64, device: Device,
        context: RunContext = RunContext()
    ) {
        self.dataFolder = dataFolder
        self.folder = folder
        self.epochs = epochs
        self.seed = seed
        self.device = device
        self.context = context
    }

    /// Trains and prunes; whatever the folder held of an earlier demonstration is replaced.
    ///
    /// - Parameter observer: Makes an observer for each run, by its name.
    /// - Returns: The dense network first, then by method and sparsity.
    /// - Throws: What runs and files throw.
    public func run(observer: (String) -> RunObserver) throws -> [Result] {
        let data = try DataSources.open(DataRecipe(), folder: dataFolder)
        var results: [Result] = []
        var context = context
        try train("dense", recipe, data: data, context: context, observer: observer)
        results.append(try result("dense", file: "dense", data: data))
        context.denseResults = [Metric.accuracy.name: results[0].accuracy]
        for percent in [90, 95] {
            let name = "one-shot-\(percent)"
            try train(
                name, oneShot(to: Double(percent) / 100), data: data, context: context,
                observer: observer)
            results.append(try result("one-shot magnitude", file: name, data: data))
        }
        for percent in [90, 95] {
            let name = "pdp-\(percent)"
            try train(
                name, pdp(to: Double(percent) / 100), data: data, context: context,
                observer: observer)
            results.append(try result("PDP", file: name, data: data))
        }
        return results
    }

    private func train(
        _ name: String, _ recipe: Recipe, data: any DataSource, context: RunContext,
        observer: (String) -> RunObserver
    ) throws {
        let path = "\(folder)/\(name)"
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        try TrainingRun(
            recipe: recipe, data: data, folder: RunFolder(path: path), device: device,
            context: context
        ).run(observer: observer(name))
    }

    private var recipe: Recipe {
        var recipe = Recipe()
        recipe.epochs = epochs
        recipe.seed = seed
        return recipe
    }

    private func pdp(to sparsity: Double) throws -> Recipe {
        var pruning = try PruningRecipe(method: nil, epochs: epochs)
        pruning.sparsity = sparsity
        var recipe = recipe
        recipe.pruning = pruning
        return recipe
    }

    /// Prunes the dense network by magnitude without training it any further.
    private func oneShot(to sparsity: Double) throws -> Recipe {
        var pruning = try PruningRecipe(method: "one-shot-magnitude", epochs: 0)
        pruning.sparsity = sparsity
        var recipe = recipe
        recipe.initialWeights = RunFolder(path: "\(folder)/dense").model
        recipe.epochs = 0
        recipe.pruning = pruning
        return recipe
    }

    private func result(_ name: String, file: String, data: any DataSource) throws -> Result {
        let path = "\(folder)/\(file)/model.safetensors"
        let model = try SavedModel(path: path)
        let weights = Set(
            model.network.namedParameters.filter(\.isPrunableByDefault).map(\.path))
        let report = try SparsityReport(of: SafetensorsFile(path: path)) {
            weights.contains($0.name)
        }
        return Result(
            name: name, sparsity: report.sparsity,
            accuracy: try model.evaluate(on: data, device: device).accuracy, model: path)
    }
}
