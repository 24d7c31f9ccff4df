extension BERTConfiguration {
    /// Throws ``ModelError/invalidSetting(key:found:allowed:place:)`` for the first setting that no
    /// network can have. Settings are named as in Hugging Face's files.
    func check(place: String = "the configuration") throws {
        func require(_ isAllowed: Bool, _ key: String, _ found: String, _ allowed: String) throws {
            guard !isAllowed else { return }
            throw ModelError.invalidSetting(key: key, found: found, allowed: allowed, place: place)
        }
        let sizes = [
            ("vocab_size", vocabularySize), ("hidden_size", hiddenSize),
            ("num_hidden_layers", layerCount), ("num_attention_heads", headCount),
            ("intermediate_size", intermediateSize),
            ("max_position_embeddings", maximumPositionCount), ("type_vocab_size", typeCount),
            ("num_labels", classCount),
        ]
        for (key, size) in sizes { try require(size > 0, key, "\(size)", "above 0") }
        try require(
            hiddenSize.isMultiple(of: headCount), "num_attention_heads", "\(headCount)",
            "a divisor of 'hidden_size', which is \(hiddenSize)")
        if let paddingID {
            try require(
                (0..<vocabularySize).contains(paddingID), "pad_token_id", "\(paddingID)",
                "at least 0 and below 'vocab_size', which is \(vocabularySize)")
        }
        try require(
            layerNormEpsilon > 0 && layerNormEpsilon.isFinite, "layer_norm_eps",
            "\(layerNormEpsilon)", "above 0")
        let probabilities = [
            ("hidden_dropout_prob", dropout), ("attention_probs_dropout_prob", attentionDropout),
            ("classifier_dropout", classifierDropout ?? dropout),
        ]
        for (key, value) in probabilities {
            try require(value >= 0 && value < 1, key, "\(value)", "at least 0 and below 1")
        }
    }
}
