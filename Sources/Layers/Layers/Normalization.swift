public import Tensors

/// Normalisation of groups of channels of each example, as PyTorch's `GroupNorm`.
///
/// Source: Wu and He, "Group Normalization", ECCV 2018, arXiv:1803.08494.
public final class GroupNorm: Layer {
    /// γ, `[channels]`.
    public let weight: Parameter

    /// β, `[channels]`.
    public let bias: Parameter

    /// The number of groups.
    public let groupCount: Int

    /// What is added to the variance.
    public let epsilon: Double

    /// Creates a layer with scale 1 and shift 0; the channels have to divide into the groups.
    public init(groupCount: Int, _ channelCount: Int, epsilon: Double = 1e-5) throws {
        precondition(
            groupCount > 0 && channelCount % groupCount == 0,
            "\(channelCount) channels do not divide into \(groupCount) groups")
        weight = try Parameter(try Tensor.full([channelCount], 1), kind: .scale)
        bias = try Parameter(try Tensor.zeros([channelCount]), kind: .bias)
        self.groupCount = groupCount
        self.epsilon = epsilon
    }

    /// Normalises `[batch, channels, …]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.groupNorm(
            groupCount: groupCount, weight: weight.effective, bias: bias.effective,
            epsilon: epsilon)
    }
}

/// Normalisation of each channel of each example, as PyTorch's `InstanceNorm1d` to `InstanceNorm3d`
/// with `affine=True` and without running statistics.
///
/// Source: Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", 2016, arXiv:1607.08022.
public final class InstanceNorm: Layer {
    /// γ, `[channels]`.
    public let weight: Parameter

    /// β, `[channels]`.
    public let bias: Parameter

    /// What is added to the variance.
    public let epsilon: Double

    /// Creates a layer with scale 1 and shift 0.
    public init(_ channelCount: Int, epsilon: Double = 1e-5) throws {
        weight = try Parameter(try Tensor.full([channelCount], 1), kind: .scale)
        bias = try Parameter(try Tensor.zeros([channelCount]), kind: .bias)
        self.epsilon = epsilon
    }

    /// Normalises `[batch, channels, …]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.instanceNorm(weight: weight.effective, bias: bias.effective, epsilon: epsilon)
    }
}

/// Division of the last axis by the root of its mean square, as PyTorch's `RMSNorm`.
///
/// Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019, arXiv:1910.07467.
public final class RMSNorm: Layer {
    /// γ, `[width]`.
    public let weight: Parameter

    /// What is added to the mean square.
    public let epsilon: Double

    /// Creates a layer with scale 1.
    public init(_ width: Int, epsilon: Double = 1e-6) throws {
        weight = try Parameter(try Tensor.full([width], 1), kind: .scale)
        self.epsilon = epsilon
    }

    /// Normalises `[…, width]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.rmsNorm(weight: weight.effective, epsilon: epsilon)
    }
}
