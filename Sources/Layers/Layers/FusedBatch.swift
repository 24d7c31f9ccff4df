import Kernels
import Tensors

/// A batch that the fused kernels normalise, and what its gradients are computed from.
final class FusedBatch {
    private let normalization: BatchNormalization
    private let order: ImageLayout.Order
    private let activation: BatchNorm2D.Activation
    private let hasResidual: Bool
    private let needsInputGradient: Bool

    /// `nil` before the output and after the gradients.
    private var saved: Saved?

    /// Tensors of their own, which hold their elements and nothing that they were computed from.
    private struct Saved {
        let input: Tensor
        let channels: NormalizedChannels
        /// The output where it is a sum that was limited.
        let output: Tensor?
    }

    /// - Parameters:
    ///   - input: `[batch, channels, height, width]`.
    ///   - order: In which the values of all images lie, without gaps.
    ///   - activation: What is applied in the end.
    ///   - hasResidual: Whether something is added before.
    ///   - epsilon: What is added to the variance.
    /// - Throws: `KernelError` for images without values.
    init(
        _ input: Tensor, order: ImageLayout.Order, activation: BatchNorm2D.Activation,
        hasResidual: Bool, epsilon: Double
    ) throws {
        let shape = input.shape
        let layout = try ImageLayout(
            imageCount: shape[0], channelCount: shape[1], pixelCount: shape[2] * shape[3],
            order: order)
        normalization = BatchNormalization(
            layout, epsilon: epsilon, bounds: activation.bounds, threads: .ofLibTorch)
        self.order = order
        self.activation = activation
        self.hasResidual = hasResidual
        needsInputGradient = input.requiresGradient
    }

    /// The statistics, between the output and the gradients.
    var channels: NormalizedChannels? { saved?.channels }

    /// Computes the output.
    func output(
        of input: Tensor, scale: Tensor, shift: Tensor, adding residual: Tensor?
    ) throws -> Tensor {
        let output = try input.emptyLike()
        let (scale, shift) = (
            try scale.elements(as: Float.self), try shift.elements(as: Float.self)
        )
        let channels = try withUnsafeImages([input, output, residual], order) { images in
            try normalization.writeOutput(
                of: UnsafeBufferPointer(images[0]), scale: scale, shift: shift,
                residual: residual == nil ? nil : UnsafeBufferPointer(images[2]), into: images[1])
        }
        let isLimitedSum = hasResidual && activation.bounds != nil
        saved = Saved(
            input: try input.detached(), channels: channels,
            output: isLimitedSum ? try output.detached() : nil)
        return output
    }

    /// Computes the gradients with respect to input, scale, shift and residual.
    ///
    /// They are written over the gradient of the output and over the input where nothing else holds those:
    /// less memory to go through, and none to ask for.
    func gradients(outputGradient: Tensor) throws -> [Tensor?] {
        guard let saved else {
            throw TorchError(
                operation: "batch norm", message: "its gradients have been computed before")
        }
        self.saved = nil
        let given = try outputGradient.isDense(order) ? outputGradient : saved.input.emptyLike()
        if given !== outputGradient { try given.copy(from: outputGradient) }
        let ofSum = try saved.output.map { _ in try given.overwritable ?? given.emptyLike() }
        var ofInput: Tensor?
        if needsInputGradient {
            ofInput =
                try (hasResidual ? nil : given.overwritable) ?? saved.input.overwritable
                ?? saved.input.emptyLike()
        }
        let tensors = [saved.input, given, saved.output, ofSum, ofInput]
        let found = try withUnsafeImages(tensors, order) { images in
            try normalization.writeGradient(
                of: .init(images[0]), outputGradient: .init(images[1]), channels: saved.channels,
                sum: ofSum.map { _ in .init(output: .init(images[2]), gradient: images[3]) },
                into: ofInput.map { _ in images[4] })
        }
        let channelCount = found.scale.count
        return [
            ofInput, try Tensor(found.scale, shape: [channelCount]),
            try Tensor(found.shift, shape: [channelCount]),
        ] + (hasResidual ? [ofSum ?? given] : [])
    }
}

extension Tensor {
    /// This tensor where nothing else holds its elements.
    fileprivate var overwritable: Tensor? { isUnshared ? self : nil }
}
