import Foundation

extension BERTConfiguration {
    /// The `config.json` with which Hugging Face's library makes this network.
    ///
    /// - Parameters:
    ///   - classNames: The names of the classes, in the order of the logits.
    ///   - precision: How the weights beside it are stored, such as `float32`.
    /// - Returns: A JSON object over several lines.
    /// - Throws: What `JSONEncoder` throws, for numbers that JSON does not have.
    public func json(classNames: [String], precision: String = "float32") throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let file = ConfigurationFile(self, classNames: classNames, precision: precision)
        return String(decoding: try encoder.encode(file), as: UTF8.self) + "\n"
    }
}

/// The keys of `config.json`, in camel case.
private struct ConfigurationFile: Encodable {
    let architectures = ["BertForSequenceClassification"]
    let modelType = "bert"
    let problemType = "single_label_classification"
    let vocabSize: Int
    let hiddenSize: Int
    let numHiddenLayers: Int
    let numAttentionHeads: Int
    let intermediateSize: Int
    let maxPositionEmbeddings: Int
    let typeVocabSize: Int
    let hiddenAct: String
    let layerNormEps: Double
    let hiddenDropoutProb: Double
    let attentionProbsDropoutProb: Double
    let classifierDropout: OrNull<Double>
    let padTokenId: OrNull<Int>
    let numLabels: Int
    let id2label: [String: String]
    let label2id: [String: Int]
    let dtype: String

    init(_ configuration: BERTConfiguration, classNames: [String], precision: String) {
        vocabSize = configuration.vocabularySize
        hiddenSize = configuration.hiddenSize
        numHiddenLayers = configuration.layerCount
        numAttentionHeads = configuration.headCount
        intermediateSize = configuration.intermediateSize
        maxPositionEmbeddings = configuration.maximumPositionCount
        typeVocabSize = configuration.typeCount
        hiddenAct = configuration.activation.rawValue
        layerNormEps = configuration.layerNormEpsilon
        hiddenDropoutProb = configuration.dropout
        attentionProbsDropoutProb = configuration.attentionDropout
        classifierDropout = OrNull(value: configuration.classifierDropout)
        padTokenId = OrNull(value: configuration.paddingID)
        numLabels = classNames.count
        let numbers = classNames.indices.map { "\($0)" }
        id2label = Dictionary(zip(numbers, classNames)) { first, _ in first }
        label2id = Dictionary(zip(classNames, classNames.indices)) { first, _ in first }
        dtype = precision
    }
}

/// A value, or a `null` that is written.
private struct OrNull<Value: Encodable>: Encodable {
    let value: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}
