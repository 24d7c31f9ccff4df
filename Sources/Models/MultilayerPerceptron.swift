public import Layers
public import Tensors

/// Linear layers with rectifiers between them, for numbers of any shape.
public final class MultilayerPerceptron: Layer {
    private let layers: [Linear]

    /// Creates a network with random weights.
    ///
    /// - Parameters:
    ///   - inputCount: The numbers of one example.
    ///   - hiddenCounts: The values of each hidden layer.
    ///   - outputCount: The numbers that come out.
    /// - Throws: `TorchError` if LibTorch cannot make the weights.
    public init(inputCount: Int, hiddenCounts: [Int], outputCount: Int) throws {
        let counts = [inputCount] + hiddenCounts + [outputCount]
        layers = try zip(counts, counts.dropFirst()).map { try Linear($0, $1) }
    }

    /// Maps examples `[batch, …]`, whole numbers too, to `[batch, outputs]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        var values = input.scalarType == .int64 ? try input.converted(to: .float32) : input
        if values.shape.count != 2 { values = try values.reshaped([values.shape[0], -1]) }
        for layer in layers.dropLast() { values = try layer(values).relu() }
        return try layers[layers.count - 1](values)
    }
}
