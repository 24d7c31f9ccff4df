public import Datasets
public import Layers
public import Tensors

/// A model file and the network in it.
public struct SavedModel {
    /// What the file says about itself.
    public let description: ModelDescription

    /// The network, ready to evaluate.
    public let network: any Layer

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
        network = try description.makeNetwork()
        try network.load(state, from: "'\(path)'")
        self.path = path
    }

    /// Classifies the test images of the data that the model was trained on.
    ///
    /// - Parameters:
    ///   - dataFolder: The user's folder; may be left out for glyphs.
    ///   - device: Where to compute.
    /// - Returns: Accuracy and loss over all images.
    /// - Throws: ``TrainingError/dataMismatch(found:allowed:path:)`` for images of another shape.
    public func evaluate(dataFolder: String?, device: Device = .cpu) throws -> Evaluation {
        var data = recipe.data
        if dataFolder == nil, data.kind == "auto", description.dataset != "glyphs" {
            data.kind = "idx"
        }
        return try evaluate(on: DataSource.test(data, folder: dataFolder), device: device)
    }

    /// Classifies `images`.
    ///
    /// - Throws: ``TrainingError/dataMismatch(found:allowed:path:)`` for images of another shape.
    public func evaluate(on images: InMemoryImages, device: Device = .cpu) throws -> Evaluation {
        let shape = images.imageShape
        let found = [shape.channelCount, shape.height, shape.width]
        guard found == description.imageShape else {
            throw TrainingError.dataMismatch(
                found: "\(found)", allowed: "\(description.imageShape)", path: path)
        }
        guard images.classNames.count == description.classNames.count else {
            throw TrainingError.dataMismatch(
                found: "of \(images.classNames.count) classes",
                allowed: "\(description.classNames.count)", path: path)
        }
        try network.move(to: device)
        let loader = try BatchLoader(
            dataset: images,
            configuration: LoaderConfiguration(
                batchSize: 500,
                normalization: Normalization(
                    mean: description.mean, deviation: description.deviation)))
        return try Training.evaluate(network, on: loader, device: device)
    }
}
