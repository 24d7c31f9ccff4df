public import Tensors

/// Layers applied one after the other, numbered from 0 in paths.
public final class Sequential: Layer {
    @Named private var layers: [any Layer]

    /// Creates a chain of `layers`.
    public init(_ layers: [any Layer]) {
        _layers = Named("", layers)
    }

    /// Applies the layers in order.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try layers.reduce(input) { try $1($0) }
    }
}
