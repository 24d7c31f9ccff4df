public import Tensors

/// Layers applied one after the other, numbered from 0 in paths.
public final class Sequential: Layer {
    @Named private var layers: [any Layer]

    /// Creates a chain of `layers`.
    public init(_ layers: [any Layer]) {
        _layers = Named("", layers)
    }

    /// Applies the layers in order; a batch norm with the ReLU after it.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try self(input, adding: nil) }

    /// Applies the layers in order and adds `residual`; a batch norm at the end adds it itself.
    package func callAsFunction(_ input: Tensor, adding residual: Tensor?) throws -> Tensor {
        var value = input
        var rest = layers[...]
        while let layer = rest.popFirst() {
            guard let norm = layer as? BatchNorm2D else {
                value = try layer(value)
                continue
            }
            if let next = rest.first as? any NormActivation {
                value = try norm(value, activation: next.activation)
                rest.removeFirst()
            } else if rest.isEmpty, residual != nil {
                return try norm(value, adding: residual, activation: .identity)
            } else {
                value = try norm(value)
            }
        }
        return try residual.map { try value + $0 } ?? value
    }
}
