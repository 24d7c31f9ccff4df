public import Layers

extension BERTClassifier {
    /// Copies the tensors of any BERT network of Hugging Face, such as a sentence encoder.
    ///
    /// Pooler and classifier stay as they are where the other network has none; its heads for
    /// pre-training are left out.
    ///
    /// - Parameters:
    ///   - state: The tensors by the names of the file, with or without the prefix `bert.`.
    ///   - place: Where the state comes from, for the error message, such as a quoted path.
    ///   - tolerance: What may differ besides.
    /// - Returns: What was loaded and what was not.
    /// - Throws: ``LayerError/stateMismatch(missing:unexpected:misshapen:place:)``; the network is
    ///   then unchanged.
    @discardableResult
    public func load(
        pretrained state: StateDictionary, from place: String,
        allowing tolerance: LoadTolerance = []
    ) throws -> WeightReport {
        var tensors = state.tensors.compactMap { name, tensor in
            Self.path(ofPretrained: name).map { (name: $0, tensor: tensor) }
        }
        var fresh: [String] = []
        for part in ["bert.pooler.", "classifier."]
        where tensors.contains(where: { $0.name.hasPrefix("bert.") })
            && !tensors.contains(where: { $0.name.hasPrefix(part) })
        {
            let own = try stateDictionary().tensors.filter { $0.name.hasPrefix(part) }
            tensors += own
            fresh += own.map(\.name)
        }
        let unused = state.tensors.map(\.name).filter { Self.path(ofPretrained: $0) == nil }
        return try load(StateDictionary(tensors), from: place, allowing: tolerance)
            .with(fresh: fresh, unused: unused)
    }

    /// The path in this network of a tensor that a file of Hugging Face calls `name`; `nil` for
    /// tensors that this network does without.
    ///
    /// Encoders are saved without the prefix `bert.`, the networks that were first trained with
    /// TensorFlow call scale and shift `gamma` and `beta`, old versions save the numbers of the
    /// positions, and pre-training has heads of its own, `cls`.
    public static func path(ofPretrained name: String) -> String? {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts[0] == "cls" || parts.last == "position_ids" { return nil }
        if ["embeddings", "encoder", "pooler"].contains(parts[0]) { parts.insert("bert", at: 0) }
        return NameMap.oldLayerNorm(parts.joined(separator: "."))
    }
}
