import Tensors

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
        let convolutions = modules(of: Convolution2D.self).filter {
            $0.bias != nil && $0.norm == nil
        }
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
            for convolution in modules(of: Convolution2D.self) { try convolution.foldNorm() }
        }
    }

    /// Calls `body` with the parameters that the network has after ``foldBatchNorm()``; their values
    /// are still those from before.
    public func withoutRestoredNorms<Result>(_ body: () throws -> Result) rethrows -> Result {
        let convolutions = modules(of: Convolution2D.self)
        let norms = convolutions.map(\.norm)
        for convolution in convolutions { convolution.norm = nil }
        defer { for (convolution, norm) in zip(convolutions, norms) { convolution.norm = norm } }
        return try body()
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

extension Convolution2D {
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
        try weight.tensor.copy(from: weight.tensor / deviation.reshaped([-1, 1, 1, 1]))
        try bias.tensor.fill(0)
        norm.momentum = 0.1
        norm.isTraining = false
        self.norm = norm
    }

    fileprivate func foldNorm() throws {
        guard let bias, let norm = norm as? BatchNorm2D else { return }
        let scale = try norm.weight.tensor / norm.deviation
        let centred = try bias.tensor - norm.runningMean.tensor
        try bias.tensor.copy(from: centred * scale + norm.bias.tensor)
        try weight.tensor.copy(from: weight.tensor * scale.reshaped([-1, 1, 1, 1]))
        self.norm = nil
    }
}

extension BatchNorm2D {
    /// √(running variance + ε), `[channels]`.
    fileprivate var deviation: Tensor {
        get throws { try (runningVariance.tensor + epsilon).squareRoot() }
    }
}
