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
///
/// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016, arXiv:1606.08415.
public final class GELU: Layer {
    /// Whether Φ is computed with a hyperbolic tangent, as PyTorch's `approximate='tanh'`.
    public let isApproximate: Bool

    /// Creates the layer in its exact or its approximate form.
    public init(isApproximate: Bool = false) { self.isApproximate = isApproximate }

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try isApproximate ? input.approximateGELU() : input.gelu()
    }
}

/// x·sigmoid(x), also called swish.
public final class SiLU: Layer {
    /// Creates the layer.
    public init() {}

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.silu() }
}

/// x·min(max(x + 3, 0), 6)/6.
///
/// Source: Howard et al., "Searching for MobileNetV3", ICCV 2019, arXiv:1905.02244.
public final class HardSwish: Layer {
    /// Creates the layer.
    public init() {}

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.hardSwish() }
}

/// min(max(x + 3, 0), 6)/6.
public final class HardSigmoid: Layer {
    /// Creates the layer.
    public init() {}

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.hardSigmoid() }
}

/// 1 / (1 + exp(−x)).
public final class Sigmoid: Layer {
    /// Creates the layer.
    public init() {}

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.sigmoid() }
}

/// The hyperbolic tangent.
public final class HyperbolicTangent: Layer {
    /// Creates the layer.
    public init() {}

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try input.hyperbolicTangent() }
}

/// x above 0, slope·x below.
public final class LeakyReLU: Layer {
    /// The factor of what is below 0.
    public let slope: Double

    /// Creates the layer.
    public init(slope: Double = 0.01) { self.slope = slope }

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.leakyReLU(slope: slope)
    }
}

/// x above 0, slope·x below, with slopes that are trained, as PyTorch's `PReLU`.
///
/// Source: He et al., "Delving Deep into Rectifiers", ICCV 2015, arXiv:1502.01852.
public final class PReLU: Layer {
    /// The slopes, `[channels]` or `[1]`.
    public let weight: Parameter

    /// Creates a layer with one slope, or one for each channel of the second axis.
    public init(_ channelCount: Int = 1, slope: Double = 0.25) throws {
        weight = try Parameter(try Tensor.full([channelCount], slope), kind: .scale)
    }

    /// Applies the function to each element.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.prelu(slopes: weight.effective)
    }
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
