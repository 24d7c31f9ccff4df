public import Layers
public import Tensors

/// BERT with a classifier of sentences or pairs of sentences.
///
/// "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", Devlin,
/// Chang, Lee and Toutanova, NAACL 2019, arXiv:1810.04805. Parameters have the names of Hugging
/// Face's `BertForSequenceClassification`.
///
/// The linear layers of the blocks are what is pruned by default; pooler and classifier are kept
/// dense.
public final class BERTClassifier: Network {
    /// The sizes and settings.
    public let configuration: BERTConfiguration

    private let bert: BERTEncoder
    private let dropout: Dropout
    private let classifier: Linear

    /// Creates a network with random weights.
    ///
    /// - Throws: ``ModelError/invalidSetting(key:found:allowed:place:)`` for a configuration that
    ///   no network can have, ``TorchError`` if LibTorch cannot make the weights.
    public init(_ configuration: BERTConfiguration = .base) throws {
        try configuration.check()
        self.configuration = configuration
        bert = try BERTEncoder(configuration)
        dropout = Dropout(configuration.classifierDropout ?? configuration.dropout)
        classifier = try .smallNormal(configuration.hiddenSize, configuration.classCount)
        bert.pooler.keepDense()
        classifier.keepDense()
    }

    /// Classifies sentences.
    ///
    /// - Parameters:
    ///   - tokenIDs: `[batch, length]` of `int64`; the first token of each row is the one that is
    ///     classified.
    ///   - typeIDs: `[batch, length]` of `int64`, 1 in the second sentence of a pair; `nil` for
    ///     zeros.
    ///   - attentionMask: `[batch, length]`, 1 for a token and 0 for padding, which has no influence
    ///     on the logits; `nil` for no padding. Every row needs a token.
    /// - Returns: Logits, `[batch, classes]`.
    /// - Throws: ``ModelError/tooManyTokens(found:allowed:)``, and ``TorchError`` for numbers of
    ///   tokens or types that the network does not have.
    public func callAsFunction(
        tokenIDs: Tensor, typeIDs: Tensor? = nil, attentionMask: Tensor? = nil
    ) throws -> Tensor {
        let length = tokenIDs.shape.last ?? 0
        guard length <= configuration.maximumPositionCount else {
            throw ModelError.tooManyTokens(
                found: length, allowed: configuration.maximumPositionCount)
        }
        let mask = try attentionMask.map {
            try $0.isGreater(than: 0).reshaped([-1, 1, 1, length])
        }
        let pooled = try bert(tokenIDs, types: typeIDs ?? tokenIDs.zerosLike(), mask: mask)
        return try classifier(dropout(pooled))
    }
}

extension BERTClassifier {
    /// Tokens, types and attention mask by the names of Hugging Face.
    public var inputNames: [String] { ["input_ids", "token_type_ids", "attention_mask"] }

    /// `logits`.
    public var outputNames: [String] { ["logits"] }

    /// Classifies sentences: tokens, types and attention mask, each `[batch, length]` of `int64`.
    public func outputs(of inputs: NamedTensors) throws -> NamedTensors {
        [
            "logits": try self(
                tokenIDs: inputs.tensor("input_ids", role: "inputs"),
                typeIDs: inputs["token_type_ids"], attentionMask: inputs["attention_mask"])
        ]
    }
}

/// Everything but the classifier.
private final class BERTEncoder: Module, GradientCheckpointing {
    let embeddings: BERTEmbeddings
    @Named var blocks: [BERTBlock]
    let pooler: Pooler

    var isCheckpointed = false
    var segmentCount: Int { blocks.count }

    init(_ configuration: BERTConfiguration) throws {
        embeddings = try BERTEmbeddings(configuration)
        _blocks = Named(
            "encoder.layer",
            try (0..<configuration.layerCount).map { _ in try BERTBlock(configuration) })
        pooler = try Pooler(width: configuration.hiddenSize)
    }

    /// Maps tokens `[batch, length]` to `[batch, hidden]`.
    func callAsFunction(_ tokens: Tensor, types: Tensor, mask: Tensor?) throws -> Tensor {
        let embedded = try embeddings(tokens, types: types)
        return try pooler(
            blocks.reduce(embedded) { value, block in
                try segment([value]) { try block($0[0], mask: mask) }
            })
    }
}

/// A linear layer and tanh on the vector of the first token.
private final class Pooler: Layer {
    let dense: Linear

    init(width: Int) throws { dense = try .smallNormal(width, width) }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        try dense(input.narrowed(1, to: 0..<1).flattened()).hyperbolicTangent()
    }
}
