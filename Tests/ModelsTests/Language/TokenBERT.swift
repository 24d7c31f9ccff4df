import Layers
import Models
import Tensors

/// BERT in the sizes of its golden file, as a layer of one tensor: `[batch, 3, length]`, tokens,
/// types and mask.
final class TokenBERT: Layer {
    @Named private var network: BERTClassifier

    init() throws {
        var configuration = BERTConfiguration()
        configuration.vocabularySize = 40
        configuration.maximumPositionCount = 12
        configuration.hiddenSize = 24
        configuration.layerCount = 2
        configuration.headCount = 3
        configuration.intermediateSize = 48
        configuration.classCount = 3
        configuration.dropout = 0
        configuration.attentionDropout = 0
        _network = Named("", try BERTClassifier(configuration))
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let parts = try (0..<3).map { try input.narrowed(1, to: $0..<$0 + 1).flattened() }
        return try network(tokenIDs: parts[0], typeIDs: parts[1], attentionMask: parts[2])
    }
}
