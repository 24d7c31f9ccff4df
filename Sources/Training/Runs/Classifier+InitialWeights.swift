import Layers
import Models

extension Classifier {
    /// Copies published weights into the network.
    ///
    /// A folded MobileNet-v1 takes its layers in their order. Networks of sentences take the names of all of Hugging Face's BERT files. Counts of batches,
    /// which old files lack, may be missing.
    ///
    /// - Parameters:
    ///   - state: The tensors by the names of the file.
    ///   - place: Where the state comes from, for the error message, such as a quoted path.
    ///   - allowsPart: Whether tensors may be missing, unexpected or of another shape.
    /// - Returns: What was loaded and what was not.
    /// - Throws: `LayerError.stateMismatch` for a state that does not fit; the network is then
    ///   unchanged.
    func loadInitial(_ state: StateDictionary, from place: String, allowsPart: Bool) throws
        -> WeightReport
    {
        let tolerance: LoadTolerance =
            allowsPart ? [.missing, .unexpected, .wrongShape] : .missingBatchCounts
        if let mobile = network as? MobileNetV1, mobile.variant == .folded {
            return try mobile.loadInLayerOrder(state, from: place)
        }
        if let bert = network as? BERTClassifier {
            return try bert.load(pretrained: state, from: place, allowing: tolerance)
        }
        return try network.load(state, from: place, allowing: tolerance)
    }
}
