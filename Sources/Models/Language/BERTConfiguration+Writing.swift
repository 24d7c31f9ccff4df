import Foundation

extension BERTConfiguration {
    /// The `config.json` with which Hugging Face's library makes this network.
    ///
    /// - Parameters:
    ///   - classNames: The names of the classes, in the order of the logits.
    ///   - precision: How the weights beside it are stored, such as `float32`.
    /// - Returns: A JSON object over several lines.
    /// - Throws: What `JSONSerialization` throws, for numbers that JSON does not have.
    public func json(classNames: [String], precision: String = "float32") throws -> String {
        let numbers = classNames.indices.map { "\($0)" }
        var values: [String: Any] = [
            "architectures": ["BertForSequenceClassification"], "model_type": "bert",
            "vocab_size": vocabularySize, "hidden_size": hiddenSize,
            "num_hidden_layers": layerCount, "num_attention_heads": headCount,
            "intermediate_size": intermediateSize,
            "max_position_embeddings": maximumPositionCount, "type_vocab_size": typeCount,
            "hidden_act": activation.rawValue, "layer_norm_eps": layerNormEpsilon,
            "hidden_dropout_prob": dropout, "attention_probs_dropout_prob": attentionDropout,
            "num_labels": classNames.count, "problem_type": "single_label_classification",
            "dtype": precision,
            "id2label": Dictionary(zip(numbers, classNames)) { first, _ in first },
            "label2id": Dictionary(zip(classNames, classNames.indices)) { first, _ in first },
        ]
        values["pad_token_id"] = paddingID.map { $0 as Any } ?? NSNull()
        values["classifier_dropout"] = classifierDropout.map { $0 as Any } ?? NSNull()
        let data = try JSONSerialization.data(
            withJSONObject: values, options: [.prettyPrinted, .sortedKeys])
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
