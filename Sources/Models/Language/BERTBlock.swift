import Layers
import Tensors

/// Attention, then two linear layers; the input is added to the output of both, and normalised.
final class BERTBlock: Module {
    private let attention: Attention
    private let intermediate: Expansion
    private let output: ResidualOutput

    init(_ configuration: BERTConfiguration) throws {
        attention = try Attention(configuration)
        intermediate = try Expansion(configuration)
        output = try ResidualOutput(configuration.intermediateSize, configuration)
    }

    /// Maps `[batch, length, hidden]` to the same shape; `mask` is `[batch, 1, 1, length]`, true for
    /// tokens that may be looked at.
    func callAsFunction(_ input: Tensor, mask: Tensor?) throws -> Tensor {
        let attended = try attention(input, mask: mask)
        return try output(intermediate(attended), residual: attended)
    }
}

/// Attention of a sentence to itself, with the input added.
private final class Attention: Module {
    @Named var heads: SelfAttention
    let output: ResidualOutput

    init(_ configuration: BERTConfiguration) throws {
        _heads = Named("self", try SelfAttention(configuration))
        output = try ResidualOutput(configuration.hiddenSize, configuration)
    }

    func callAsFunction(_ input: Tensor, mask: Tensor?) throws -> Tensor {
        try output(heads(input, mask: mask), residual: input)
    }
}

private final class SelfAttention: Module {
    let query: Linear
    let key: Linear
    let value: Linear
    let attention: DotProductAttention

    init(_ configuration: BERTConfiguration) throws {
        let width = configuration.hiddenSize
        query = try .smallNormal(width, width)
        key = try .smallNormal(width, width)
        value = try .smallNormal(width, width)
        attention = DotProductAttention(
            headCount: configuration.headCount, dropout: configuration.attentionDropout)
    }

    func callAsFunction(_ input: Tensor, mask: Tensor?) throws -> Tensor {
        try attention(queries: query(input), keys: key(input), values: value(input), mask: mask)
    }
}

/// A linear layer to more values, and the activation.
private final class Expansion: Layer {
    let dense: Linear
    private let activation: BERTConfiguration.Activation

    init(_ configuration: BERTConfiguration) throws {
        dense = try .smallNormal(configuration.hiddenSize, configuration.intermediateSize)
        activation = configuration.activation
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let values = try dense(input)
        return switch activation {
        case .gelu: try values.gelu()
        case .approximateGELU: try values.approximateGELU()
        case .relu: try values.relu()
        }
    }
}

/// A linear layer to the hidden values, to which a residual is added before normalisation.
private final class ResidualOutput: Module {
    let dense: Linear
    @Named var norm: LayerNorm
    let dropout: Dropout

    init(_ inputCount: Int, _ configuration: BERTConfiguration) throws {
        dense = try .smallNormal(inputCount, configuration.hiddenSize)
        _norm = Named(
            "LayerNorm",
            try LayerNorm(configuration.hiddenSize, epsilon: configuration.layerNormEpsilon))
        dropout = Dropout(configuration.dropout)
    }

    func callAsFunction(_ input: Tensor, residual: Tensor) throws -> Tensor {
        try norm(dropout(dense(input)) + residual)
    }
}
