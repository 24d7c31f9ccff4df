private let groupNormOperator = Operator("group_norm")
private let instanceNormOperator = Operator("instance_norm")
private let rmsNormOperator = Operator("rms_norm")

extension Tensor {
    /// Normalises each of `groupCount` groups of channels of each example of `[batch, channels, …]` to mean
    /// 0 and variance 1, then scales and shifts by a weight and a bias `[channels]`.
    ///
    /// - Throws: ``TorchError`` if the channels do not divide into the groups.
    public func groupNorm(
        groupCount: Int, weight: Tensor?, bias: Tensor?, epsilon: Double
    ) throws -> Tensor {
        try groupNormOperator(
            .tensor(self), .int(groupCount), .optional(weight), .optional(bias), .double(epsilon))
    }

    /// Normalises each channel of each example of `[batch, channels, …]` to mean 0 and variance 1, then
    /// scales and shifts by a weight and a bias `[channels]`.
    ///
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func instanceNorm(weight: Tensor?, bias: Tensor?, epsilon: Double) throws -> Tensor {
        try instanceNormOperator(
            .tensor(self), .optional(weight), .optional(bias), .none, .none, .bool(true),
            .double(0), .double(epsilon), .bool(true))
    }

    /// Divides the last axis of `[…, width]` by the root of its mean square, then scales it by a weight
    /// `[width]`.
    ///
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func rmsNorm(weight: Tensor, epsilon: Double) throws -> Tensor {
        try rmsNormOperator(
            .tensor(self), .ints(weight.shape), .tensor(weight), .double(epsilon))
    }
}
