import Layers
import Models

extension Network {
    /// Copies published weights into the network.
    ///
    /// Names may be those of the network or those of another library (``ForeignNamed``), with what
    /// wrappers of PyTorch and modules of Lightning put before them. A folded MobileNet-v1 takes its layers in their order.
    /// Counts of batches, which old files lack, may be missing.
    ///
    /// - Parameters:
    ///   - state: The tensors by the names of the file.
    ///   - place: Where the state comes from, for the error message, such as a quoted path.
    ///   - allowsPart: Whether tensors may be missing, unexpected or of another shape.
    /// - Returns: What was loaded and what was not.
    /// - Throws: ``RunError/unfitWeights(reason:)`` for a state of which only a part fits, where
    ///   that is not allowed, and `LayerError.stateMismatch` where nothing does; the network is then
    ///   unchanged.
    func loadInitial(_ state: StateDictionary, from place: String, allowsPart: Bool) throws
        -> WeightReport
    {
        let tolerance: LoadTolerance =
            allowsPart ? [.missing, .unexpected, .wrongShape] : .missingBatchCounts
        do {
            return try loadPublished(
                try state.withoutWrappers(StateDictionary.trainingPrefixes), from: place,
                allowing: tolerance)
        } catch let error as LayerError where !allowsPart {
            throw RunError.unfitWeights(reason: error.description)
        }
    }

    private func loadPublished(
        _ state: StateDictionary, from place: String, allowing tolerance: LoadTolerance
    ) throws -> WeightReport {
        if let mobile = self as? MobileNetV1, mobile.variant == .folded,
            state["fc.weight"] == nil
        {
            return try mobile.loadInLayerOrder(state, from: place, allowing: tolerance)
        }
        if let bert = self as? BERTClassifier {
            return try bert.load(pretrained: state, from: place, allowing: tolerance)
        }
        let own = try (self as? any ForeignNamed)?.ownNames(state) ?? state
        return try load(own, from: place, allowing: tolerance)
    }
}

extension WeightReport {
    /// Whether tensors of the network that its output depends on keep their random values.
    var leavesRandomValues: Bool {
        let missingCount = missing.count { !$0.hasSuffix("num_batches_tracked") }
        return missingCount > 0 || !fresh.isEmpty || !wrongShape.isEmpty
    }
}
