public import Tensors

/// A convolution with TensorFlow's padding `SAME`: as many outputs as inputs, divided by the stride
/// and rounded up.
///
/// The zeros depend on the size of the image, and an odd one stands at the bottom and on the right.
/// So a 3×3 window at stride 2 sees other pixels than with PyTorch's padding of 1, which is the same
/// on all sides.
///
/// Source: TensorFlow's API documentation, `tf.nn`, notes on padding.
public final class SamePaddedConvolution2D: Layer {
    /// What is applied to the padded image; its parameters stand in this layer.
    @Named public var convolution: Convolution2D

    /// Pads the inputs of `convolution`, which must not pad itself.
    public init(_ convolution: Convolution2D) {
        precondition(
            convolution.padding == 0 && convolution.horizontalPadding == 0,
            "the convolution pads by \(convolution.padding), where this layer pads for it")
        _convolution = Named("", convolution)
    }

    /// Maps `[batch, inputs, height, width]` to
    /// `[batch, outputs, ⌈height / stride⌉, ⌈width / stride⌉]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        let sizes = zip(input.shape, convolution.weight.tensor.shape).suffix(2)
        let padding = sizes.reversed().flatMap { zeros(forSize: $0, window: $1) }
        guard padding.contains(where: { $0 > 0 }) else { return try convolution(input) }
        return try convolution(input.padded(padding))
    }

    /// The zeros before and after an axis.
    private func zeros(forSize size: Int, window: Int) -> [Int] {
        let outputCount = (size + convolution.stride - 1) / convolution.stride
        let reach = (outputCount - 1) * convolution.stride + (window - 1) * convolution.dilation + 1
        let count = max(reach - size, 0)
        return [count / 2, count - count / 2]
    }
}
