package import Tensors

/// A convolution behind which a batch norm can be put back.
package protocol NormalizableConvolution: Module {
    /// `[outputs, inputs / groups, kernel…]`.
    var weight: Parameter { get }

    /// `[outputs]`; without one, no batch norm was folded into the convolution.
    var bias: Parameter? { get }

    /// What normalises the outputs; `nil` as a rule.
    var norm: (any Layer)? { get set }
}

/// Batch norm that was folded into convolutions, put back to train with and folded in again.
///
/// Folding follows Jacob, Kligys, Chen, Zhu, Tang, Howard, Adam and Kalenichenko, "Quantization and
/// Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018,
/// arXiv:1712.05877, section 3.2.
extension Module {
    /// Puts a batch norm behind every convolution that has a bias. In evaluation the network computes
    /// what it computed before.
    ///
    /// The running statistics are those of the outputs that `forward` makes. The weights of each
    /// output channel are divided by the deviation of their outputs, and the norm's scale multiplies
    /// by it again: weights of different channels and layers can then be compared by what they do.
    ///
    /// - Parameter forward: Sends examples through the network, in evaluation mode and without
    ///   gradients.
    /// - Throws: What `forward` throws; the network is then unchanged.
    public func restoreBatchNorm(measuring forward: () throws -> Void) throws {
        let convolutions = normalizableConvolutions.filter { $0.bias != nil && $0.norm == nil }
        let measures = try convolutions.map {
            try OutputStatistics(channelCount: $0.weight.tensor.shape[0], like: $0.weight.tensor)
        }
        setTraining(false)
        defer {
            for convolution in convolutions where convolution.norm is OutputStatistics {
                convolution.norm = nil
            }
        }
        for (convolution, measure) in zip(convolutions, measures) { convolution.norm = measure }
        try withoutGradients {
            try forward()
            for (convolution, measure) in zip(convolutions, measures) {
                try convolution.normalize(by: measure.norm)
            }
        }
    }

    /// Folds batch norms that ``restoreBatchNorm(measuring:)`` has put back into the convolutions
    /// before them. In evaluation the network computes what it computed before; zeros stay zeros.
    ///
    /// - Throws: `TorchError` if LibTorch cannot compute the weights.
    public func foldBatchNorm() throws {
        try withoutGradients {
            for convolution in normalizableConvolutions { try convolution.foldNorm() }
        }
    }

    /// Calls `body` with the parameters that the network has after ``foldBatchNorm()``; their values
    /// are still those from before.
    public func withoutRestoredNorms<Result>(_ body: () throws -> Result) rethrows -> Result {
        let convolutions = normalizableConvolutions
        let norms = convolutions.map(\.norm)
        for convolution in convolutions { convolution.norm = nil }
        defer { for (convolution, norm) in zip(convolutions, norms) { convolution.norm = norm } }
        return try body()
    }

    /// The convolutions below this module behind which a batch norm can be put back.
    package var normalizableConvolutions: [any NormalizableConvolution] {
        modules(of: (any NormalizableConvolution).self)
    }
}

/// Measures the outputs that go through it and leaves them as they are.
private final class OutputStatistics: Layer {
    let norm: BatchNorm2D

    init(channelCount: Int, like weight: Tensor) throws {
        norm = try BatchNorm2D(channelCount)
        norm.momentum = nil
        if let device = weight.device { try norm.move(to: device) }
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        norm.isTraining = true
        // A single value has no variance.
        if input.count > input.shape[1] { _ = try norm(input) }
        return input
    }
}

extension NormalizableConvolution {
    /// Puts `norm`, which has seen the outputs, behind the convolution.
    fileprivate func normalize(by norm: BatchNorm2D) throws {
        guard let bias else { return }
        let mean = try norm.runningMean.tensor.detached()
        let deviation = try norm.deviation
        let unbiased = try mean - bias.tensor
        try norm.bias.tensor.copy(from: mean)
        try norm.runningMean.tensor.copy(from: unbiased / deviation)
        try norm.runningVariance.tensor.copy(
            from: norm.runningVariance.tensor / deviation.squared())
        try norm.weight.tensor.copy(from: deviation * norm.deviation)
        try weight.tensor.copy(from: weight.tensor / ofChannels(deviation))
        try bias.tensor.fill(0)
        norm.momentum = 0.1
        norm.isTraining = false
        self.norm = norm
    }

    fileprivate func foldNorm() throws {
        guard let bias, let folded = try folded(weight.tensor, bias.tensor) else { return }
        try weight.tensor.copy(from: folded.weight)
        try bias.tensor.copy(from: folded.bias)
        self.norm = nil
    }

    /// What weight and bias become when the batch norm behind the convolution is folded in.
    ///
    /// - Parameters:
    ///   - weight: The weight, with or without its mask.
    ///   - bias: The bias.
    /// - Returns: Both; `nil` where no batch norm stands behind the convolution.
    /// - Throws: `TorchError` if LibTorch cannot compute them.
    package func folded(
        _ weight: Tensor, _ bias: Tensor
    ) throws -> (weight: Tensor, bias: Tensor)? {
        guard let norm = norm as? BatchNorm2D else { return nil }
        let scale = try norm.weight.tensor / norm.deviation
        let centred = try bias - norm.runningMean.tensor
        return (try weight * ofChannels(scale), try centred * scale + norm.bias.tensor)
    }

    /// Numbers of the output channels in the shape in which they are broadcast over the weight.
    private func ofChannels(_ numbers: Tensor) throws -> Tensor {
        try numbers.reshaped([-1] + weight.tensor.shape.dropFirst().map { _ in 1 })
    }
}

extension BatchNorm2D {
    /// √(running variance + ε), `[channels]`.
    fileprivate var deviation: Tensor {
        get throws { try (runningVariance.tensor + epsilon).squareRoot() }
    }
}
