import Foundation
public import Layers
import Models
import ONNXFiles
public import Sparsity

/// What a model file says about itself in its metadata.
public struct ModelDescription: Codable, Equatable, Sendable {
    /// The name of the network.
    public var network: String

    /// The sizes of a network that has none of its own, as Hugging Face's `config.json`.
    public var configuration: String?

    /// The names of the classes, in the order of the logits.
    public var classNames: [String]

    /// The names of the classes in the order of the labels of the data, where that is another one.
    public var dataClassNames: [String]?

    /// What the network takes.
    public var input: ModelInput

    /// The name of the data set.
    public var dataset: String

    /// What was pruned, and how much; `nil` for a dense model.
    public var promise: SparsityPromise?

    /// The number of outputs, where it is not that of the classes.
    public var outputCount: Int?

    /// The library by whose names the tensors are called; `nil` for the network's own.
    public var naming: String?

    init(
        network: String, configuration: String?, data: any DataSource, promise: SparsityPromise?,
        outputCount: Int, naming: String? = nil
    ) {
        self.network = network
        self.configuration = configuration
        classNames = data.classNames
        dataClassNames = (data as? ReorderedSource)?.original.classNames
        input = data.input
        dataset = data.name
        self.promise = promise
        self.naming = naming
        self.outputCount = outputCount == classNames.count ? nil : outputCount
    }

    /// The metadata key that holds the description as JSON.
    static let key = SparsityPromise.modelKey

    /// The metadata of a model file, with the recipe and the graph of the network beside the description.
    func metadata(recipe: String, graph: String?) throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(self), as: UTF8.self)
        var metadata = ["format": "pt", Self.key: text, "pdp.recipe": recipe]
        metadata[GraphRecord.key] = graph
        return metadata
    }

    /// Reads the description from the metadata of the file at `path`.
    ///
    /// - Throws: ``RunError/notAModel(path:missing:)`` or
    ///   ``RunError/invalidDescription(path:key:)``.
    public init(metadata: [String: String], path: String) throws {
        guard let text = metadata[Self.key] else {
            throw RunError.notAModel(path: path, missing: Self.key)
        }
        guard let description = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
            throw RunError.invalidDescription(path: path, key: Self.key)
        }
        self = description
    }

    /// Makes a network of this kind with random weights.
    public func makeNetwork() throws -> any Network {
        try input.makeNetwork(
            network, outputCount: outputCount ?? classNames.count,
            configuration: configuration.map { try BERTConfiguration(json: $0) })
    }
}
