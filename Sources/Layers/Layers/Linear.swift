public import Tensors

/// A fully connected layer, x·Wᵀ + b, as PyTorch's `Linear`.
public final class Linear: Layer {
    /// `[outputs, inputs]`.
    public let weight: Parameter

    /// `[outputs]`.
    public let bias: Parameter?

    /// Creates a layer with random weights.
    public init(
        _ inputCount: Int, _ outputCount: Int, hasBias: Bool = true,
        initialization: Initialization = .uniformFanIn
    ) throws {
        weight = try Parameter(
            try initialization.weights([outputCount, inputCount]), kind: .linear)
        bias =
            hasBias
            ? try Parameter(try Initialization.bias(outputCount, fanIn: inputCount), kind: .bias)
            : nil
    }

    /// Maps `[…, inputs]` to `[…, outputs]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.linear(weight: weight.effective, bias: bias?.effective)
    }
}
