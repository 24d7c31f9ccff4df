import Layers
import Tensors

/// Attention, then two linear layers, both on normalised inputs and added to them.
final class ViTBlock: Layer {
    /// What the normalisations of vision transformers add to the variance.
    static let epsilon = 1e-6

    private let norm1: LayerNorm
    private let attn: Attention
    private let norm2: LayerNorm
    private let mlp: Perceptron

    init(_ configuration: VisionTransformer.Configuration) throws {
        let width = configuration.width
        norm1 = try LayerNorm(width, epsilon: Self.epsilon)
        attn = try Attention(width, headCount: configuration.headCount)
        norm2 = try LayerNorm(width, epsilon: Self.epsilon)
        mlp = try Perceptron(width)
    }

    /// Maps `[batch, length, width]` to the same shape.
    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let attended = try input + attn(norm1(input))
        return try attended + mlp(norm2(attended))
    }
}

private final class Attention: Layer {
    let qkv: Linear
    let proj: Linear
    private let heads: DotProductAttention

    init(_ width: Int, headCount: Int) throws {
        qkv = try .smallNormal(width, 3 * width)
        proj = try .smallNormal(width, width)
        heads = DotProductAttention(headCount: headCount)
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let width = input.shape[2]
        let all = try qkv(input)
        let parts = try (0..<3).map { try all.narrowed(2, to: $0 * width..<($0 + 1) * width) }
        return try proj(heads(queries: parts[0], keys: parts[1], values: parts[2]))
    }
}

/// Two linear layers with four times the width between them.
private final class Perceptron: Layer {
    let fc1: Linear
    let fc2: Linear

    init(_ width: Int) throws {
        fc1 = try .smallNormal(width, 4 * width)
        fc2 = try .smallNormal(4 * width, width)
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        try fc2(fc1(input).gelu())
    }
}
