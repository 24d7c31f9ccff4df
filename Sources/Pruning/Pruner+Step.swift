import Layers
public import Optimization
public import Tensors

extension Pruner {
    /// Trains the network, and what the method learns beside it, with the gradients of a loss: one step
    /// that is right for every method.
    ///
    ///     try pruner.advance(to: moment)
    ///     let loss = try network(images).crossEntropy(with: labels)
    ///     try pruner.step(loss, optimizer, learningRate: 0.1, at: moment)
    ///
    /// ``TrainingStep`` says what is done in which order, and adds up the gradients of several batches.
    ///
    /// - Parameters:
    ///   - loss: The loss of a batch, a single number, computed after ``advance(to:)``.
    ///   - optimizer: What updates the network; it gets the method's own parameters from here.
    ///   - learningRate: The rate of the network's parameters.
    ///   - gradientNorm: The largest common norm of the network's gradients; `nil` for any.
    ///   - moment: The moment that the pruner was advanced to.
    /// - Throws: `TorchError`, and what the method throws.
    public func step(
        _ loss: Tensor, _ optimizer: any Optimizer, learningRate: Double,
        gradientNorm: Double? = nil, at moment: TrainingMoment
    ) throws {
        let step = TrainingStep(
            optimizer, participant: participant(at: moment), gradientNorm: gradientNorm)
        try step(learningRate: learningRate) { _ in loss }
    }

    /// The part that the method takes in the training step of a moment, for ``TrainingStep``.
    public func participant(at moment: TrainingMoment) -> any StepParticipant {
        PruningParticipant(pruner: self, moment: moment)
    }
}

/// Lets a method see a training step; not any more when the masks are fixed.
private struct PruningParticipant: StepParticipant {
    let pruner: Pruner
    let moment: TrainingMoment

    var optimizerGroups: [OptimizerGroup] { pruner.method.optimizerGroups }

    func penalty() throws -> Tensor? {
        pruner.isFrozen ? nil : try pruner.method.penalty(for: pruner.layers)
    }

    func finishBackward() throws {
        guard !pruner.isFrozen else { return }
        try pruner.method.finishBackward(pruner.layers, at: moment)
    }

    func takeMomentumResets() -> [MomentumReset] { pruner.method.takeMomentumResets() }
}

/// Notices a training that changes the weights of the layers, but nothing of what the method has to
/// learn beside them.
struct OwnParameterWatch {
    private var weightVersions: [Int] = []
    private var ownVersions: [Int] = []

    /// Compares with the last time.
    ///
    /// - Throws: ``PruningError/untrainedParameters(method:count:)`` if the weights have been changed
    ///   since, and none of the parameters of `method`, although there are gradients for them.
    mutating func check(_ method: any PruningMethod, _ layers: [PrunedLayer]) throws {
        let own = method.trainableParameters.map(\.parameter.tensor)
        guard !own.isEmpty else { return }
        let weights = try layers.flatMap(\.parameters).map { try $0.tensor.version }
        let versions = try own.map { try $0.version }
        let isLeftOut = versions == ownVersions && weights != weightVersions
        if isLeftOut, try own.contains(where: { try $0.gradient != nil }) {
            throw PruningError.untrainedParameters(method: method.name, count: own.count)
        }
        (weightVersions, ownVersions) = (weights, versions)
    }
}
