public import Layers
public import Pruning
public import Tensors

/// Trains a network, and prunes it while it trains.
public final class Trainer {
    /// The network.
    public let network: any Network

    /// What it learns.
    public let task: any LearningTask

    /// What prunes the network; `nil` for dense training.
    public let pruner: Pruner?

    /// What updates the weights.
    public let optimizer: any Optimizer

    /// The training examples.
    public let source: any BatchSource

    /// Numbers of the run.
    public let settings: Settings

    /// Where the network is.
    public let device: Device

    /// A teacher that the network learns from as well; `nil` for the labels alone.
    public var distillation: Distillation?

    /// The numbers that a training run needs besides its parts.
    public struct Settings: Equatable, Sendable {
        /// The number of epochs of the whole run.
        public var epochCount: Int

        /// The largest learning rate.
        public var learningRate: Double

        /// How the learning rate changes.
        public var schedule: LearningRateSchedule

        /// The largest norm of all gradients of a step; larger ones are scaled down. `nil` for any.
        public var gradientNorm: Double?

        /// Creates settings.
        public init(
            epochCount: Int, learningRate: Double,
            schedule: LearningRateSchedule = LearningRateSchedule(), gradientNorm: Double? = nil
        ) {
            self.epochCount = epochCount
            self.learningRate = learningRate
            self.schedule = schedule
            self.gradientNorm = gradientNorm
        }
    }

    /// Brings the parts of a training run together.
    ///
    /// - Parameters:
    ///   - network: The network.
    ///   - task: What it learns; classes if nothing else is said.
    ///   - pruner: What prunes it; `nil` for dense training.
    ///   - optimizer: What updates its weights.
    ///   - source: The training examples.
    ///   - settings: Numbers of the run.
    ///   - device: Where the network is.
    public init(
        _ network: any Network, task: any LearningTask = Classification(), pruner: Pruner? = nil,
        optimizer: any Optimizer, source: any BatchSource, settings: Settings, device: Device = .cpu
    ) {
        self.network = network
        self.task = task
        self.pruner = pruner
        self.optimizer = optimizer
        self.source = source
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
    /// - Throws: ``TrainingError/diverged(_:)`` in the step in which the loss is no finite number, or at
    ///   the end of the epoch if weights or statistics are none; `LayerError.oneValuePerChannel` for a
    ///   batch that batch normalisation cannot train with, and what the parts throw.
    @discardableResult
    public func trainEpoch(
        _ epoch: Int, from firstStep: Int = 0, into tally: Tally,
        isInterrupted: (_ stepsDone: Int) throws -> Bool = { _ in false }
    ) throws -> Int {
        try network.checkMembers()
        network.setTraining(true)
        let stepsPerEpoch = source.batchCount
        let batches: any BatchStream = source.batches(epoch: epoch, startingAt: firstStep)
        var step = firstStep
        while let batch = try batches.next(on: device) {
            let moment = TrainingMoment(epoch: epoch, step: step, stepsPerEpoch: stepsPerEpoch)
            do {
                try trainStep(on: batch, at: moment, into: tally)
            } catch PruningError.notFinite(let layer) {
                throw try divergence(before: moment, otherwise: .weights(layer))
            }
            step += 1
            if try isInterrupted(step) { return step }
        }
        let last = TrainingMoment(
            epoch: epoch, step: max(step - 1, 0), stepsPerEpoch: stepsPerEpoch)
        if let place = try network.firstPlaceNotFinite() { throw divergence(place, at: last) }
        guard try tally.meanLoss.isFinite else {
            throw TrainingError.diverged(
                Divergence(.loss, epoch: epoch, learningRate: settings.learningRate))
        }
        return step
    }

    private func divergence(_ place: Divergence.Place, at moment: TrainingMoment) -> TrainingError {
        .diverged(
            Divergence(
                place, epoch: moment.epoch, step: moment.step,
                learningRate: settings.learningRate))
    }

    /// What has happened when a step finds numbers that are not finite: the step before it has left
    /// them in the network, or its own loss is the first.
    private func divergence(
        before moment: TrainingMoment, otherwise place: Divergence.Place
    ) throws -> TrainingError {
        guard let found = try network.firstPlaceNotFinite() else {
            return divergence(place, at: moment)
        }
        // The statistics do not enter the loss of a step.
        if case .statistics = found { return divergence(place, at: moment) }
        let before = TrainingMoment(
            epoch: moment.epoch, step: max(moment.step - 1, 0),
            stepsPerEpoch: moment.stepsPerEpoch)
        return divergence(found, at: before)
    }

    /// The learning rate at `moment`.
    public func learningRate(at moment: TrainingMoment) -> Double {
        settings.learningRate
            * settings.schedule.factor(after: moment.epochs, of: settings.epochCount)
    }

    private func trainStep(
        on batch: Batch, at moment: TrainingMoment, into tally: Tally
    ) throws {
        // Before the forward pass, so that old gradients and masked weights do not lie side by side.
        try optimizer.clearGradients(groups: pruner?.method.optimizerGroups ?? [])
        try pruner?.advance(to: moment)
        let outputs = try network(batch.inputs)
        var loss = try task.loss(of: outputs, targets: batch.targets)
        if let distillation {
            loss = try distillation.loss(taskLoss: loss, outputs: outputs, inputs: batch.inputs)
        }
        // Reading the number of another device would wait for it in every step.
        if device == .cpu, try !withoutGradients({ try loss.item() }).isFinite {
            throw try divergence(before: moment, otherwise: .loss)
        }
        if let penalty = try pruner?.penalty() {
            try (loss + penalty).backward()
        } else {
            try loss.backward()
        }
        try pruner?.finishBackward(at: moment)
        if let norm = settings.gradientNorm { try optimizer.clipGradients(toNorm: norm) }
        try optimizer.forget(pruner?.method.takeMomentumResets() ?? [])
        try optimizer.step(
            learningRate: learningRate(at: moment), groups: pruner?.method.optimizerGroups ?? [])
        try tally.add(outputs: outputs, batch: batch, loss: loss)
    }
}
