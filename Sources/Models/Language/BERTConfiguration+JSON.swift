extension BERTConfiguration {
    /// Reads the `config.json` of a BERT network of Hugging Face.
    ///
    /// Settings that are missing have the values of BERT-base, as they have there; settings that
    /// change nothing of what the network computes are not looked at.
    ///
    /// - Parameters:
    ///   - text: The content of the file.
    ///   - place: What the error messages call it, such as a quoted path.
    /// - Throws: ``ModelError/unreadableSettings(place:)`` and
    ///   ``ModelError/invalidSetting(key:found:allowed:place:)``.
    public init(json text: String, from place: String = "'config.json'") throws {
        let file = try JSONSettings(text, place: place)
        self.init()
        _ = try file.text("model_type", default: "bert", allowed: ["bert"])
        _ = try file.text("position_embedding_type", default: "absolute", allowed: ["absolute"])
        for key in ["is_decoder", "add_cross_attention"] { try file.requireFalse(key) }
        vocabularySize = try file.integer("vocab_size", default: vocabularySize)
        hiddenSize = try file.integer("hidden_size", default: hiddenSize)
        layerCount = try file.integer("num_hidden_layers", default: layerCount)
        headCount = try file.integer("num_attention_heads", default: headCount)
        intermediateSize = try file.integer("intermediate_size", default: intermediateSize)
        maximumPositionCount = try file.integer(
            "max_position_embeddings", default: maximumPositionCount)
        typeCount = try file.integer("type_vocab_size", default: typeCount)
        paddingID =
            try file.isNull("pad_token_id") ? nil : file.integer("pad_token_id", default: 0)
        let name = try file.text(
            "hidden_act", default: activation.rawValue,
            allowed: Activation.allCases.map(\.rawValue))
        activation = Activation(rawValue: name) ?? activation
        layerNormEpsilon = try file.number("layer_norm_eps", default: layerNormEpsilon)
        dropout = try file.number("hidden_dropout_prob", default: dropout)
        attentionDropout = try file.number(
            "attention_probs_dropout_prob", default: attentionDropout)
        if file.contains("classifier_dropout"), !file.isNull("classifier_dropout") {
            classifierDropout = try file.number("classifier_dropout", default: dropout)
        }
        classCount = try file.integer(
            "num_labels", default: file.count("id2label") ?? classCount)
        try check(place: place)
    }
}
