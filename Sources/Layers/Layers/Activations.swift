public import Tensors

/// max(0, x).
public final class ReLU: Layer {
    /// Creates the layer.
    public init() {}

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.relu() }
}

/// min(max(0, x), 6).
public final class ReLU6: Layer {
    /// Creates the layer.
    public init() {}

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.relu6() }
}

/// x·Φ(x), where Φ is the cumulative distribution of the standard normal distribution.
public final class GELU: Layer {
    /// Creates the layer.
    public init() {}

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.gelu() }
}

/// Joins all dimensions after the first.
public final class Flatten: Layer {
    /// Creates the layer.
    public init() {}

    /// Maps `[batch, …]` to `[batch, elements]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.flattened() }
}

/// Zeroes random elements while training.
///
/// Source: Srivastava et al., "Dropout", JMLR 15, 2014.
public final class Dropout: Layer, ModeDependent {
    /// Whether elements are dropped.
    public var isTraining = true

    private let probability: Double

    /// Creates a layer that drops each element with `probability`.
    public init(_ probability: Double) {
        self.probability = probability
    }

    /// Drops elements and scales the others by 1 / (1 − probability).
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.dropout(probability, isTraining: isTraining)
    }
}
