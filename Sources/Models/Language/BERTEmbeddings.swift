import Layers
import Tensors

/// The sum of the vectors of a token, its type and its position.
final class BERTEmbeddings: Module {
    @Named private var words: Embedding
    @Named private var positions: Embedding
    @Named private var types: Embedding
    @Named private var norm: LayerNorm
    private let dropout: Dropout

    init(_ configuration: BERTConfiguration) throws {
        let width = configuration.hiddenSize
        func table(_ name: String, _ entryCount: Int, paddingIndex: Int? = nil) throws
            -> Named<Embedding>
        {
            Named(
                name,
                try Embedding(
                    entryCount, width, paddingIndex: paddingIndex, deviation: smallDeviation))
        }
        _words = try table(
            "word_embeddings", configuration.vocabularySize,
            paddingIndex: configuration.paddingID)
        _positions = try table("position_embeddings", configuration.maximumPositionCount)
        _types = try table("token_type_embeddings", configuration.typeCount)
        _norm = Named(
            "LayerNorm", try LayerNorm(width, epsilon: configuration.layerNormEpsilon))
        dropout = Dropout(configuration.dropout)
    }

    /// Maps tokens and types `[batch, length]` to `[batch, length, hidden]`.
    func callAsFunction(_ tokens: Tensor, types tokenTypes: Tensor) throws -> Tensor {
        let order = try Tensor.range(tokens.shape[1], device: tokens.device ?? .cpu)
        return try dropout(norm(words(tokens) + types(tokenTypes) + positions(order)))
    }
}
