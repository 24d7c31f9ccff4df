public import Datasets
public import Layers
public import Pruning
public import Tensors

/// Trains an image classifier, and prunes it while it trains.
public final class Trainer {
    /// The network; logits `[batch, classes]` for `[batch, channels, height, width]`.
    public let network: any Layer

    /// What prunes the network; `nil` for dense training.
    public let pruner: Pruner?

    /// What updates the weights.
    public let optimizer: SGD

    /// The training images.
    public let loader: BatchLoader

    /// Numbers of the run.
    public let settings: Settings

    /// Where the network is.
    public let device: Device

    /// The numbers that a training run needs besides its parts.
    public struct Settings: Equatable, Sendable {
        /// The number of epochs of the whole run.
        public var epochCount: Int

        /// The largest learning rate.
        public var learningRate: Double

        /// How the learning rate changes.
        public var schedule: LearningRateSchedule

        /// The share of the probability that the loss spreads over all classes.
        public var labelSmoothing: Double

        /// Creates settings.
        public init(
            epochCount: Int, learningRate: Double,
            schedule: LearningRateSchedule = LearningRateSchedule(), labelSmoothing: Double = 0
        ) {
            self.epochCount = epochCount
            self.learningRate = learningRate
            self.schedule = schedule
            self.labelSmoothing = labelSmoothing
        }
    }

    /// Brings the parts of a training run together.
    public init(
        network: any Layer, pruner: Pruner? = nil, optimizer: SGD, loader: BatchLoader,
        settings: Settings, device: Device = .cpu
    ) {
        self.network = network
        self.pruner = pruner
        self.optimizer = optimizer
        self.loader = loader
        self.settings = settings
        self.device = device
    }

    /// Trains for one epoch, or the rest of one.
    ///
    /// - Parameters:
    ///   - epoch: The epoch, counted from 0.
    ///   - firstStep: The step to begin with.
    ///   - tally: Receives loss and accuracy; holds those of the steps before `firstStep`.
    ///   - isInterrupted: Asked after every step with the number of steps done; `true` ends the
    ///     epoch early.
    /// - Returns: The number of steps that are done, all of the epoch unless interrupted.
    /// - Throws: ``TrainingError/diverged(epoch:learningRate:)`` if the loss is no number at the end of the
    ///   epoch, and what the parts throw.
    @discardableResult
    public func trainEpoch(
        _ epoch: Int, from firstStep: Int = 0, into tally: Tally,
        isInterrupted: (_ stepsDone: Int) throws -> Bool = { _ in false }
    ) throws -> Int {
        network.setTraining(true)
        let stepsPerEpoch = loader.batchCount
        let batches = loader.batches(epoch: epoch, startingAt: firstStep)
        var step = firstStep
        while let batch = try batches.next() {
            let moment = TrainingMoment(epoch: epoch, step: step, stepsPerEpoch: stepsPerEpoch)
            try trainStep(on: batch, at: moment, into: tally)
            step += 1
            if try isInterrupted(step) { return step }
        }
        guard try tally.meanLoss.isFinite else {
            throw TrainingError.diverged(epoch: epoch, learningRate: settings.learningRate)
        }
        return step
    }

    /// The learning rate at `moment`.
    public func learningRate(at moment: TrainingMoment) -> Double {
        settings.learningRate
            * settings.schedule.factor(after: moment.epochs, of: settings.epochCount)
    }

    private func trainStep(on batch: ImageBatch, at moment: TrainingMoment, into tally: Tally)
        throws
    {
        let (images, labels) = try batch.tensors(on: device)
        try pruner?.advance(to: moment)
        let logits = try network(images)
        let loss = try logits.crossEntropy(
            with: labels, labelSmoothing: settings.labelSmoothing)
        let groups = pruner?.method.optimizerGroups ?? []
        try optimizer.clearGradients(groups: groups)
        if let penalty = try pruner?.penalty() {
            try (loss + penalty).backward()
        } else {
            try loss.backward()
        }
        try pruner?.finishBackward(at: moment)
        try optimizer.forget(pruner?.method.takeMomentumResets() ?? [])
        try optimizer.step(learningRate: learningRate(at: moment), groups: groups)
        try tally.add(logits: logits, labels: labels, loss: loss)
    }
}
