public import Tensors

/// Normalisation of the last axis, as PyTorch's `LayerNorm`.
///
/// Source: Ba, Kiros and Hinton, "Layer Normalization", 2016, arXiv:1607.06450.
public final class LayerNorm: Layer {
    /// γ, `[width]`.
    public let weight: Parameter

    /// β, `[width]`.
    public let bias: Parameter

    /// What is added to the variance.
    public let epsilon: Double

    /// Creates a layer with scale 1 and shift 0.
    public init(_ width: Int, epsilon: Double = 1e-5) throws {
        weight = try Parameter(try Tensor.full([width], 1), kind: .scale)
        bias = try Parameter(try Tensor.zeros([width]), kind: .bias)
        self.epsilon = epsilon
    }

    /// Normalises `[…, width]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.layerNorm(weight: weight.effective, bias: bias.effective, epsilon: epsilon)
    }
}
