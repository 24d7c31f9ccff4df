import Layers
import Models

/// What came of copying published weights into a network.
struct LoadedWeights {
    /// What was loaded and what was not.
    var report: WeightReport

    /// The names of the weights, where they are those of another library.
    var names: ForeignNames?
}

extension Network {
    /// Copies published weights into the network.
    ///
    /// Names may be those of the network or those of another library (``ForeignNamed``), with what
    /// wrappers of PyTorch put before them. Where other modules stand beside the network, as in
    /// checkpoints of Lightning, they are left out. A folded MobileNet-v1 takes its layers in their
    /// order. Counts of batches, which old files lack, may be missing.
    ///
    /// - Parameters:
    ///   - state: The tensors by the names of the file.
    ///   - place: Where the state comes from, for the error message, such as a quoted path.
    ///   - allowsPart: Whether tensors may be missing, unexpected or of another shape.
    /// - Returns: What was loaded and under which names.
    /// - Throws: ``RunError/unfitWeights(reason:)`` for a state of which only a part fits, where
    ///   that is not allowed, ``RunError/severalNetworks(keys:place:)`` where several parts may
    ///   be meant, and `LayerError` where nothing fits; the network is then unchanged.
    func loadInitial(_ state: StateDictionary, from place: String, allowsPart: Bool) throws
        -> LoadedWeights
    {
        let tolerance: LoadTolerance =
            allowsPart ? [.missing, .unexpected, .wrongShape] : .missingBatchCounts
        let part = try NetworkPart(
            of: state.withoutWrappers(StateDictionary.trainingPrefixes), for: self, place: place)
        do {
            let report = try loadPublished(part.state, from: place, allowing: tolerance)
            return LoadedWeights(
                report: report.with(
                    fresh: report.fresh, unused: report.unused + part.leftOut),
                names: try ForeignNames(of: part.state, for: self))
        } catch let error as LayerError where !allowsPart && error.isOfPart(of: self) {
            throw RunError.unfitWeights(reason: error.description)
        }
    }

    /// Copies the tensors of a model that a run has written.
    ///
    /// - Parameters:
    ///   - state: The tensors by the names of the file.
    ///   - place: Where the state comes from, for the error message, such as a quoted path.
    ///   - isForeign: Whether the names are those of another library, which may lack counts of
    ///     batches.
    /// - Throws: `LayerError` for tensors that do not fit.
    func loadModel(_ state: StateDictionary, from place: String, isForeign: Bool) throws {
        guard isForeign, let named = self as? any ForeignNamed else {
            try load(state, from: place)
            return
        }
        try load(named.ownNames(state), from: place, allowing: .missingBatchCounts)
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

extension LayerError {
    /// Whether some tensors do fit `network`, so that a part of them can be loaded.
    fileprivate func isOfPart(of network: any Module) -> Bool {
        guard case .stateMismatch(let missing, _, let misshapen, _) = self,
            let count = try? network.stateDictionary().tensors.count
        else { return false }
        return missing.count + misshapen.count < count
    }
}

extension WeightReport {
    /// Whether tensors of the network that its output depends on keep their random values.
    var leavesRandomValues: Bool {
        let missingCount = missing.count { !$0.hasSuffix("num_batches_tracked") }
        return missingCount > 0 || !fresh.isEmpty || !wrongShape.isEmpty
    }
}
