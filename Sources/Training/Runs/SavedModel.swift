import Layers
public import Models
public import Tensors

/// A model file and the network in it.
public struct SavedModel {
    /// What the file says about itself.
    public let description: ModelDescription

    /// The network, ready to evaluate.
    public let classifier: Classifier

    private let path: String
    private let recipe: Recipe

    /// Reads the model at `path` and makes its network.
    ///
    /// - Throws: ``TrainingError/notAModel(path:missing:)`` for a file of another kind,
    ///   ``LayerError`` for tensors that do not fit, and what reading files throws.
    public init(path: String) throws {
        let state = try StateDictionary(path: path)
        description = try ModelDescription(metadata: state.metadata, path: path)
        recipe = try Recipe(yaml: state.metadata["pdp.recipe"] ?? "", file: path)
        classifier = try description.makeClassifier()
        try classifier.network.load(state, from: "'\(path)'")
        self.path = path
    }

    /// Classifies the test examples of the data that the model was trained on.
    ///
    /// - Parameters:
    ///   - dataFolder: The user's folder; may be left out for glyphs.
    ///   - device: Where to compute.
    /// - Returns: Accuracy and loss over all examples.
    /// - Throws: ``TrainingError/dataMismatch(found:allowed:path:)`` for examples of another kind.
    public func evaluate(dataFolder: String?, device: Device = .cpu) throws -> Evaluation {
        var data = recipe.data
        if dataFolder == nil, data.kind == "auto", description.dataset != "glyphs" {
            data.kind = "idx"
        }
        return try evaluate(
            on: DataSources.open(data, folder: dataFolder, isOnlyTest: true), device: device)
    }

    /// Classifies the test examples of `data`.
    ///
    /// - Throws: ``TrainingError/dataMismatch(found:allowed:path:)`` for examples of another kind.
    public func evaluate(on data: any DataSource, device: Device = .cpu) throws -> Evaluation {
        try checkFits(data)
        try classifier.network.move(to: device)
        let batches = try data.testBatches(for: description.input)
        return try Training.evaluate(classifier, on: batches, device: device)
    }

    /// Throws ``TrainingError/dataMismatch(found:allowed:path:)`` unless the network takes the
    /// examples of `data` and knows as many classes.
    func checkFits(_ data: any DataSource) throws {
        guard description.input.takes(data.input) else {
            throw TrainingError.dataMismatch(
                found: "\(data.input)", allowed: "\(description.input)", path: path)
        }
        guard data.classNames.count == description.classNames.count else {
            throw TrainingError.dataMismatch(
                found: "of \(data.classNames.count) classes",
                allowed: "\(description.classNames.count)", path: path)
        }
    }
}
