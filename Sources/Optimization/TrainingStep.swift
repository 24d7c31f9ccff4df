public import Layers
public import Tensors

/// What has a say in a training step beside the loss and the optimizer, such as a pruning method.
public protocol StepParticipant {
    /// Parameters of its own, as they are to be trained in this step.
    var optimizerGroups: [OptimizerGroup] { get }

    /// What is added to the loss; `nil` for nothing.
    func penalty() throws -> Tensor?

    /// Looks at, or changes, the gradients before the optimizer uses them.
    func finishBackward() throws

    /// Momentum that the optimizer is to forget before the update. Each is returned once; asked after
    /// ``finishBackward()``.
    func takeMomentumResets() -> [MomentumReset]
}

/// What makes the gradients of several processes one.
public protocol GradientExchange: AnyObject {
    /// Makes the last backward pass of a step, and leaves in each gradient its mean over all processes.
    ///
    /// - Parameters:
    ///   - loss: A single number; the gradients of batches before it are there already.
    ///   - parameters: All that is trained, the same in all processes; their gradients may be missing.
    /// - Throws: What back-propagation throws, and an error where processes do not answer.
    func backward(from loss: Tensor, of parameters: [NamedParameter]) throws
}

/// A training step, from the loss to updated parameters.
///
/// Its phases, in this order:
///
/// 1. *forward*: old gradients are forgotten, and the caller computes the loss of a batch;
/// 2. *backward*: gradients of the loss, with the participant's penalty; those of several batches add up
///    to their mean;
/// 3. *exchange*: ``exchange`` averages all gradients over processes, while the last backward pass still
///    goes on where it can;
/// 4. *unscale*: where a ``scaler`` has scaled the loss, gradients are divided again; the step ends here if they are
///    not finite numbers, as if it had not been;
/// 5. *finish*: the participant sees the gradients that all processes agree on, and may change them;
/// 6. *clip*: what is left is scaled down to ``gradientNorm``;
/// 7. *update*: momentum is forgotten where the participant asks for it, and the optimizer updates the
///    parameters of the network and of the participant.
///
///     let step = TrainingStep(optimizer, gradientNorm: 1)
///     try step(learningRate: 0.1) { _ in try network(images).crossEntropy(with: labels) }
public struct TrainingStep {
    /// What updates the parameters.
    public let optimizer: any Optimizer

    /// What has a say beside the loss; `nil` for nothing.
    public var participant: (any StepParticipant)?

    /// The largest common norm of the network's gradients; larger ones are scaled down. `nil` for any.
    public var gradientNorm: Double?

    /// What makes the gradients of several processes one; `nil` for one process.
    public var exchange: (any GradientExchange)?

    /// What scales the loss while gradients have half precision; `nil` for nothing.
    public var scaler: GradientScaler?

    /// Describes steps of `optimizer`.
    public init(
        _ optimizer: any Optimizer, participant: (any StepParticipant)? = nil,
        gradientNorm: Double? = nil, exchange: (any GradientExchange)? = nil,
        scaler: GradientScaler? = nil
    ) {
        self.optimizer = optimizer
        self.participant = participant
        self.gradientNorm = gradientNorm
        self.exchange = exchange
        self.scaler = scaler
    }

    /// Makes one step.
    ///
    /// - Parameters:
    ///   - learningRate: The rate of the network's parameters.
    ///   - batchCount: The batches whose mean gradient is used, each with the same share; at least 1.
    ///   - loss: Computes the loss, a single number, of a batch, counted from 0.
    /// - Returns: Whether the parameters have been updated, which they always are without a ``scaler``.
    /// - Throws: `TorchError`, and what the parts of the step throw.
    @discardableResult
    public func callAsFunction(
        learningRate: Double, batchCount: Int = 1, loss: (_ batch: Int) throws -> Tensor
    ) throws -> Bool {
        if let participant { optimizer.addedGroups = participant.optimizerGroups }
        try optimizer.clearGradients()
        for batch in 0..<batchCount {
            let loss = try loss(batch)
            let share = batchCount == 1 ? loss : try loss / Double(batchCount)
            try backward(from: share, isFirst: batch == 0, isLast: batch == batchCount - 1)
        }
        if let scaler, try !scaler.unscale(optimizer.gradients) {
            // Nobody is to take them for those of a step.
            try optimizer.clearGradients()
            return false
        }
        try participant?.finishBackward()
        if let gradientNorm { try optimizer.clipGradients(toNorm: gradientNorm) }
        try optimizer.forget(participant?.takeMomentumResets() ?? [])
        try optimizer.step(learningRate: learningRate)
        return true
    }

    private func backward(from loss: Tensor, isFirst: Bool, isLast: Bool) throws {
        let penalty = try isFirst ? participant?.penalty() : nil
        let sum = try penalty.map { try loss + $0 } ?? loss
        let total = try scaler?.scaled(sum) ?? sum
        if isLast, let exchange {
            try exchange.backward(from: total, of: optimizer.allParameters)
        } else {
            try total.backward()
        }
    }
}
