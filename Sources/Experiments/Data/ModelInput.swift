public import Datasets
public import Layers
public import Models
import Reports
import Tensors

/// What a network has to know of its examples.
public enum ModelInput: Equatable, Sendable, CustomStringConvertible {
    /// Images of one shape.
    case images(ImageInput)

    /// Sentences, or pairs of them.
    case text(TextInput)

    /// Named arrays.
    case arrays(ArrayInput)

    /// The examples in a few words, such as `images 1 × 28 × 28`.
    public var description: String {
        switch self {
        case .images(let images):
            "images " + images.shape.map(String.init).joined(separator: " × ")
        case .text(let text):
            "\(text.isCased ? "cased" : "uncased") sentences of \(text.vocabularySize) kinds of "
                + "tokens (\(text.vocabularyChecksum))"
        case .arrays(let arrays):
            "\(arrays)"
        }
    }

    /// Numbers of the training part by which arrays are changed; empty for others.
    public var statistics: [String: [Double]] {
        guard case .arrays(let arrays) = self else { return [:] }
        return arrays.statistics ?? [:]
    }

    /// What one of the examples is called, such as `image`.
    public var exampleName: String {
        switch self {
        case .images: "image"
        case .text: "sentence"
        case .arrays: "example"
        }
    }

    /// Whether a network for these takes `other` as well; images are normalised as it wants them.
    func takes(_ other: ModelInput) -> Bool {
        switch (self, other) {
        case (.images(let own), .images(let other)): own.shape == other.shape
        case (.text(let own), .text(let other)):
            own.vocabularyChecksum == other.vocabularyChecksum && own.isCased == other.isCased
        case (.arrays(let own), .arrays(let other)): own.inputs == other.inputs
        case (.images, _), (.text, _), (.arrays, _): false
        }
    }

    /// Makes the network called `name`, with random weights, for examples like these.
    ///
    /// - Parameters:
    ///   - name: The name of the network.
    ///   - outputCount: The number of classes, or of other outputs.
    ///   - configuration: The sizes of a network of sentences that has none of its own.
    /// - Returns: The network.
    /// - Throws: `ModelError` if there is none of that name for such examples, or if the sentences
    ///   are longer than it can take.
    public func makeNetwork(
        _ name: String, outputCount: Int, configuration: BERTConfiguration? = nil
    ) throws -> any Network {
        if let kind = Networks.forAnyData(named: name) {
            return try kind.make(NetworkRequest(inputs: inputs, outputCount: outputCount))
        }
        switch self {
        case .images(let images):
            return try ImageNetwork.named(name).make(images.shape.first ?? 1, outputCount)
        case .text(let text):
            return try text.checked(LanguageNetwork.named(name, configuration: configuration)).make(
                vocabularySize: text.vocabularySize, classCount: outputCount)
        case .arrays(let arrays):
            let network = try ImageNetwork.named(name)
            guard arrays.inputs.count == 1, arrays.inputs[0].shape.count == 3 else {
                throw ModelError.unfitNetwork(
                    name: name, kind: "one input of channels, height and width",
                    found: "\(arrays)")
            }
            return try network.make(arrays.inputs[0].shape[0], outputCount)
        }
    }

    /// What a network of any data has to know of each input.
    private var inputs: [NetworkRequest.Input] {
        switch self {
        case .images(let images):
            [NetworkRequest.Input("images", shape: images.shape)]
        case .text(let text):
            ["input_ids", "token_type_ids", "attention_mask"].map {
                NetworkRequest.Input($0, shape: [text.maximumLength], isInteger: true)
            }
        case .arrays(let arrays):
            arrays.inputs
        }
    }

    /// The inputs of one example of zeros, as long as they get, to follow it through a network.
    func blankInputs() throws -> NamedTensors {
        switch self {
        case .images(let images):
            return ["images": try Tensor.zeros([1] + images.shape)]
        case .text(let text):
            func row(_ value: Double) throws -> Tensor {
                try Tensor.full([1, text.maximumLength], value).converted(to: .int64)
            }
            return [
                "input_ids": try row(0), "token_type_ids": try row(0),
                "attention_mask": try row(1),
            ]
        case .arrays(let arrays):
            return NamedTensors(
                try arrays.inputs.map { input in
                    let zeros = try Tensor.zeros([1] + input.shape)
                    return (input.name, input.isInteger ? try zeros.converted(to: .int64) : zeros)
                })
        }
    }
}

extension ModelInput: Codable {
    private enum Key: String, CodingKey {
        case images
        case text
        case arrays
    }

    /// Reads an object with the one key `images`, `text` or `arrays`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self =
            if container.contains(.text) {
                .text(try container.decode(TextInput.self, forKey: .text))
            } else if container.contains(.arrays) {
                .arrays(try container.decode(ArrayInput.self, forKey: .arrays))
            } else {
                .images(try container.decode(ImageInput.self, forKey: .images))
            }
    }

    /// Writes an object with the one key `images`, `text` or `arrays`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .images(let images): try container.encode(images, forKey: .images)
        case .text(let text): try container.encode(text, forKey: .text)
        case .arrays(let arrays): try container.encode(arrays, forKey: .arrays)
        }
    }
}

extension ImageInput {
    /// Whether pixels come to the same numbers as with `other`, but for what differs between parts
    /// of one data set.
    func isNormalized(as other: ImageInput) -> Bool {
        let pairs = zip(mean + deviation, other.mean + other.deviation)
        return mean.count == other.mean.count && pairs.allSatisfy { abs($0 - $1) <= 0.01 }
    }

    /// Mean and deviation in a few words, such as `mean 0.29 and deviation 0.35`.
    var normalizationText: String {
        func text(_ values: [Float]) -> String {
            values.map { NumberText.decimal(Double($0), places: 2) }.joined(separator: ", ")
        }
        return "mean \(text(mean)) and deviation \(text(deviation))"
    }
}

extension TextInput {
    /// Returns `network` if it has as many positions as the sentences have tokens.
    fileprivate func checked(_ network: LanguageNetwork) throws -> LanguageNetwork {
        let positionCount = network.configuration.maximumPositionCount
        guard maximumLength <= positionCount else {
            throw ModelError.invalidSetting(
                key: "data.maximumLength", found: "\(maximumLength)",
                allowed: "at most \(positionCount) for the network \(network.name)",
                place: "the recipe")
        }
        return network
    }
}
