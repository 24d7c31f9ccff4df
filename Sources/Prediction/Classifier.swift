public import Datasets
import Foundation
import Graphs
public import SparseInference
import Synchronization

/// A trained network that tells the class of photographs or sentences, without LibTorch.
///
/// What `prune` and `export` write knows its classes and how its examples are prepared; they are
/// prepared as `evaluate` does. An ONNX file of another program takes photographs, normalised as
/// ImageNet's unless said otherwise. Can be called from several threads at once.
public final class Classifier: Sendable {
    /// The names of the classes, in the order of the outputs.
    public let classNames: [String]

    /// What the network is shown, in a few words, such as `images 3 × 224 × 224`.
    public let inputText: String

    private enum Preparation {
        case images(ImagePreparation)
        case text(TextPreparation)
    }

    private let path: String
    private let graph: Graph
    private let preparation: Preparation
    private let givesProbabilities: Bool
    private let options: InferenceOptions
    /// The networks by the length of their sentences, 0 for images.
    private let models = Mutex<[Int: InferenceModel]>([:])

    /// Reads a model.
    ///
    /// - Parameters:
    ///   - path: A model that carries its graph, compressed or not, or an ONNX file.
    ///   - labels: The names of the classes of a file that does not say them; numbers by default.
    ///   - normalization: How the images of such a file are normalised.
    ///   - vocabulary: The tokens of sentences; by default `vocab.txt` beside the model.
    ///   - options: Threads and instructions.
    /// - Throws: ``ClassifierError``, and what reading the files and preparing the network throws.
    public init(
        _ path: String, labels: [String]? = nil, normalization: Normalization? = nil,
        vocabulary: String? = nil, options: InferenceOptions = InferenceOptions()
    ) throws {
        let card = try ModelCard(path: path)
        if card.facts != nil, labels != nil || normalization != nil {
            throw ClassifierError.needlessSetting(
                name: labels == nil ? "a normalisation" : "names of classes", path: path)
        }
        self.path = path
        self.options = options
        switch card.facts?.input {
        case .text(let text):
            let beside = URL(fileURLWithPath: path).deletingLastPathComponent()
                .appendingPathComponent("vocab.txt").relativePath
            preparation = .text(
                try TextPreparation(text, vocabulary: vocabulary ?? beside, model: path))
            graph = card.graph
            inputText = "sentences"
        case .images(let images):
            preparation = .images(ImagePreparation(input: images))
            graph = card.graph.takingChannelsFirst(channelCount: images.shape[0])
            inputText = images.text
        case .arrays:
            throw ClassifierError.unknownInput(path: path, inputs: card.graph.inputsText)
        case nil:
            let (oriented, images) = try card.graph.takingPhotographs(normalization, path: path)
            preparation = .images(ImagePreparation(input: images))
            graph = oriented
            inputText = images.text
        }
        let count = try graph.classCount(path: path)
        classNames = card.facts?.classNames ?? labels ?? (0..<count).map(String.init)
        guard classNames.count == count else {
            throw card.facts == nil
                ? ClassifierError.wrongLabelCount(
                    found: classNames.count, allowed: count, path: path)
                : ClassifierError.unfitOutput(
                    path: path, found: "\(count) numbers",
                    allowed: "one for each of its \(classNames.count) classes")
        }
        givesProbabilities = graph.endsWithSoftmax
    }

    /// Whether the network is shown images, and no sentences.
    public var takesImages: Bool {
        if case .images = preparation { true } else { false }
    }

    /// Tells the class of a photograph.
    ///
    /// - Returns: All classes, the surest first.
    /// - Throws: `DatasetError` for an image that cannot be decoded, and
    ///   ``ClassifierError/unfitExample(found:allowed:path:)`` if the network takes sentences.
    public func classify(_ image: ImageFile) throws -> [RankedClass] {
        guard case .images(let preparation) = preparation else {
            throw ClassifierError.unfitExample(
                found: "an image", allowed: inputText, path: path)
        }
        let tensor = try preparation.tensor(of: image)
        let model = try model(length: 0)
        return try ranking(model, [model.inputs[0].name: tensor])
    }

    /// Tells the class of a sentence, or of a pair.
    ///
    /// - Returns: All classes, the surest first.
    /// - Throws: ``ClassifierError/unfitExample(found:allowed:path:)`` if the network takes images, and
    ///   what preparing it for sentences of this length throws.
    public func classify(_ text: String, _ second: String? = nil) throws -> [RankedClass] {
        guard case .text(let preparation) = preparation else {
            throw ClassifierError.unfitExample(
                found: "a sentence", allowed: inputText, path: path)
        }
        let encoded = preparation.encode(text, second)
        let length = preparation.length(for: encoded.tokenIDs.count)
        let tensors = preparation.tensors(of: encoded, length: length)
        let model = try model(length: length)
        let wanted = Set(model.inputs.map(\.name))
        return try ranking(model, tensors.filter { wanted.contains($0.key) })
    }

    private func ranking(
        _ model: InferenceModel, _ inputs: [String: TensorData]
    ) throws -> [RankedClass] {
        let outputs = try model.predict(inputs)
        return RankedClass.ranking(
            model.outputs.first.flatMap { outputs[$0]?.numbers } ?? [], names: classNames,
            areProbabilities: givesProbabilities)
    }

    /// The network for one example, prepared when it is first asked for.
    private func model(length: Int) throws -> InferenceModel {
        try models.withLock { models in
            if let model = models[length] { return model }
            var options = options
            for input in graph.inputs {
                for (axis, size) in input.type.shape.enumerated() {
                    guard case .symbol(let name) = size else { continue }
                    options.sizes[name] = axis == 0 ? 1 : length
                }
            }
            let model = try InferenceModel(graph, options: options)
            models[length] = model
            return model
        }
    }
}
