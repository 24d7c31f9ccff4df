public import Layers
public import Optimization
public import ProcessGroups
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

    /// The training examples; with several processes, the share of this one.
    public let source: any BatchSource

    /// Numbers of the run.
    public let settings: Settings

    /// Where the network is.
    public let device: Device

    /// The processes that train the network together; `nil` for one.
    public let processes: ProcessGroup?

    /// The steps between two comparisons of the weights of all processes, at least 1.
    public var checkInterval = 100

    /// Whether batch norms normalise by the batches of all processes together.
    var synchronizesBatchNorm = false

    let exchange: (any GradientExchange)?

    /// How images lie in memory while the network is trained.
    public var memoryFormat = MemoryFormat.contiguous

    /// How convolutions and products of the forward pass are computed; masks, weights, outputs, losses and
    /// evaluations have single precision all the same. With `float16` a ``scaler`` scales the loss.
    public var autocast = Autocast.none {
        didSet { scaler = autocast == .float16 ? GradientScaler() : nil }
    }

    /// What scales the loss; `nil` where nothing does.
    public var scaler: GradientScaler?

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

        /// The batches whose mean gradient makes one step, at least 1; fewer at the end of an epoch.
        public var accumulation: Int

        /// Creates settings.
        public init(
            epochCount: Int, learningRate: Double,
            schedule: LearningRateSchedule = LearningRateSchedule(), gradientNorm: Double? = nil,
            accumulation: Int = 1
        ) {
            self.epochCount = epochCount
            self.learningRate = learningRate
            self.schedule = schedule
            self.gradientNorm = gradientNorm
            self.accumulation = max(accumulation, 1)
        }
    }

    /// Brings the parts of a training run together. The optimizer gets the parameters that the method
    /// of the pruner trains beside the network.
    ///
    /// - Parameters:
    ///   - network: The network.
    ///   - task: What it learns; classes if nothing else is said.
    ///   - pruner: What prunes it; `nil` for dense training.
    ///   - optimizer: What updates its weights.
    ///   - source: The training examples.
    ///   - settings: Numbers of the run.
    ///   - device: Where the network is.
    ///   - processes: The processes that train it together, each of them with a share of every batch;
    ///     `nil` for one.
    ///   - exchange: How they average gradients; ``GradientAveraging`` if nothing else is said.
    public init(
        _ network: any Network, task: any LearningTask = Classification(), pruner: Pruner? = nil,
        optimizer: any Optimizer, source: any BatchSource, settings: Settings,
        device: Device = .cpu,
        processes: ProcessGroup? = nil, exchange: (any GradientExchange)? = nil
    ) {
        self.network = network
        self.task = task
        self.pruner = pruner
        self.optimizer = optimizer
        self.source = source.share(of: processes)
        self.processes = processes
        self.exchange = exchange ?? processes.map(GradientAveraging.init)
        self.settings = settings
        self.device = device
        optimizer.addedGroups = pruner?.method.optimizerGroups ?? []
    }

    /// The number of steps in an epoch.
    public var stepsPerEpoch: Int { settings.stepCount(batchCount: source.batchCount) }

    /// Trains for one epoch, or the rest of one.
    ///
    /// - Parameters:
    ///   - epoch: The epoch, counted from 0.
    ///   - firstStep: The step to begin with.
    ///   - tally: Receives loss and metrics; holds those of the steps before `firstStep`.
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
        let stepsPerEpoch = stepsPerEpoch
        let batches: any BatchStream = source.batches(
            epoch: epoch, startingAt: firstStep * settings.accumulation)
        var step = firstStep
        while true {
            let group = try batches.next(settings.accumulation, on: device)
            guard !group.isEmpty else { break }
            let moment = TrainingMoment(epoch: epoch, step: step, stepsPerEpoch: stepsPerEpoch)
            do {
                try trainStep(on: group, at: moment, into: tally)
            } catch PruningError.notFinite(let layer) {
                throw try divergence(before: moment, otherwise: .weights(layer))
            }
            step += 1
            if step.isMultiple(of: checkInterval) { try checkProcesses() }
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

    func divergence(_ place: Divergence.Place, at moment: TrainingMoment) -> TrainingError {
        .diverged(
            Divergence(
                place, epoch: moment.epoch, step: moment.step,
                learningRate: settings.learningRate))
    }

    /// What has happened when a step finds numbers that are not finite: the step before it has left
    /// them in the network, or its own loss is the first.
    func divergence(
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
        on batches: [Batch], at moment: TrainingMoment, into tally: Tally
    ) throws {
        try pruner?.advance(to: moment)
        let step = TrainingStep(
            optimizer, participant: pruner?.participant(at: moment),
            gradientNorm: settings.gradientNorm, exchange: exchange, scaler: scaler)
        try step(learningRate: learningRate(at: moment), batchCount: batches.count) {
            try loss(of: batches[$0], at: moment, into: tally)
        }
        if hasLostScale { throw divergence(.scaledGradients, at: moment) }
        try shareStatistics()
    }
}

extension NamedTensors {
    /// The tensors in the given order of elements.
    package func laidOut(_ format: MemoryFormat) throws -> NamedTensors {
        format == .contiguous ? self : try mapTensors { try $0.laidOut(format) }
    }
}

extension Trainer.Settings {
    /// The number of steps that `batchCount` batches make.
    package func stepCount(batchCount: Int) -> Int {
        (batchCount + accumulation - 1) / accumulation
    }
}

extension BatchStream {
    /// The next batches, up to `count`; none at the end.
    func next(_ count: Int, on device: Device) throws -> [Batch] {
        var batches: [Batch] = []
        while batches.count < count, let batch = try next(on: device) { batches.append(batch) }
        return batches
    }
}
