import Files
import Foundation
import Layers
import Models
public import ProcessGroups
import Pruning
public import Reports
public import Tensors
import Training

/// One run of a recipe: trains, prunes, hardens and writes its folder.
public final class TrainingRun {
    let recipe: Recipe
    let data: any DataSource
    let folder: RunFolder
    let device: Device
    let context: RunContext
    let trainer: Trainer
    /// The average of the weights, where the recipe asks for one.
    let average: WeightAverage?
    /// The processes that do the run together; `nil` for one.
    let processes: ProcessGroup?
    /// The training examples of all processes.
    let source: any BatchSource
    /// What is measured on while training: validation examples, or the test examples where there are
    /// none.
    let validation: any BatchSource
    /// What the result is measured on: the test examples, or ``validation`` where the recipe says so.
    let test: any BatchSource
    /// How many numbers the network gives.
    let outputCount: Int
    let initialWeights: WeightReport?
    let weightsOrigin: StateDictionary.Origin?
    /// The names of the initial weights, where they are those of another library.
    let weightNames: ForeignNames?
    /// What was followed, or not, of the files beside the initial weights.
    let publishedNotes: [String]
    /// The checksum of the files that the run begins with; `nil` where there are none.
    let beginning: String?

    /// Why channels are pruned that cannot be taken out; `nil` where they can.
    let couplingNote: String?
    /// The segments whose activations are computed anew; `nil` where all are kept.
    let checkpointedSegmentCount: Int?
    var startRule: StartRule?

    /// Whether the checkpoint that the run goes on from does not say what its data were.
    var isOfUnknownData = false

    /// Whether this process has begun a run in the folder.
    var hasWrittenRecipe = false

    /// Whether layers that keep almost nothing have been told of.
    var hasWarned = false
    var records: [EpochRecord] = []
    var seconds = 0.0
    /// Loss and metrics of ``initialWeights`` before the first step; `nil` where they are not complete.
    var initialResults: [String: Double]?
    /// The best of the epochs that the run could end with, where somebody asks.
    var best: BestEpoch?
    let log: RunLog
    let checkpointWriter: CheckpointWriter
    var checkpointClock: CheckpointClock
    /// The files that could not be written while the run went on, each with the reason.
    private(set) var unwritten: [String] = []

    /// Makes the network and everything else that the recipe names.
    ///
    /// - Parameters:
    ///   - recipe: What to do.
    ///   - data: What to learn from.
    ///   - folder: Where to write; made by ``run(resuming:observer:)``.
    ///   - device: Where to compute.
    ///   - context: What the page about the run says besides.
    ///   - processes: The processes that do the run together, all with the same recipe and data; `nil` for
    ///     one.
    /// - Throws: `ModelError`, `PruningError`, `DatasetError`, `LayerError` or ``TrainingError`` for a
    ///   recipe that cannot be followed.
    public init(
        recipe: Recipe, data: any DataSource, folder: RunFolder, device: Device = .cpu,
        context: RunContext = RunContext(), processes: ProcessGroup? = nil
    ) throws {
        try recipe.check(processCount: processes?.size ?? 1)
        self.recipe = recipe
        self.processes = processes
        self.folder = folder
        self.device = device
        self.context = context
        log = try RunLog(recipe.log, in: folder, recipeText: try recipe.yaml)
        checkpointWriter = CheckpointWriter(
            folder.checkpoints, keptCount: recipe.checkpoints.keptCount)
        checkpointClock = CheckpointClock(recipe.checkpoints.every)
        try LibTorch.setMatmulPrecision(recipe.matmulPrecision)
        let published = try PublishedFacts(of: recipe, for: data)
        outputCount = try data.outputCount(for: Tasks.named(recipe.task))
        let start = try Self.makeNetwork(
            recipe, data: data, outputCount: outputCount, published: published, device: device)
        let network = start.network
        initialWeights = start.weights
        weightsOrigin = start.origin
        weightNames = start.names
        beginning = try recipe.beginning
        let fit = try published.fit(
            data, loaded: start.weights,
            classLayer: network.namedParameters.last?.path,
            description: start.description)
        self.data = fit.data
        publishedNotes = fit.notes
        let model = try Self.model(
            to: recipe, data: fit.data, outputCount: outputCount, published: published,
            device: device)
        try recipe.checkAugmentation(for: fit.data)
        try recipe.checkSampling(of: fit.data)
        let memoryFormat = recipe.memoryFormat.format(on: device)
        source = try fit.data.trainingBatches(LoaderSettings(recipe))
            .imitating(model, memoryFormat: memoryFormat)
        try Self.prepareBatchNorm(of: network, recipe, source: source, device: device)
        checkpointedSegmentCount = try network.checkpointGradients(of: recipe)
        let settings = Trainer.Settings(recipe, batchCount: source.batchCount)
        let stepsPerEpoch = settings.stepCount(batchCount: source.batchCount)
        let structure = try Self.structure(recipe, network, fit.data.input)
        couplingNote = structure.note
        let pruner = try recipe.pruning?.makePruner(
            for: network, epochCount: recipe.epochs, stepsPerEpoch: stepsPerEpoch,
            loaded: Set(start.weights?.loaded ?? []),
            couplings: structure.couplings, costs: structure.costs)
        try pruner?.checkTargets()
        trainer = try Self.makeTrainer(
            of: network, recipe, data: fit.data, pruner, source, settings, device: device, processes
        )
        average = try recipe.averaging.map { try WeightAverage(of: network, decay: $0.decay) }
        startRule = try recipe.pruning?.makeStartRule(
            epochCount: recipe.epochs, stepsPerEpoch: stepsPerEpoch,
            metrics: trainer.task.metrics)
        (test, validation) = try Self.measured(recipe, fit.data) { batches in
            batches.imitating(model, memoryFormat: memoryFormat)
        }
        try checkBatchNorm()
    }

    /// Trains to the end, or until it is interrupted.
    ///
    /// - Parameters:
    ///   - isResuming: Whether to go on from the checkpoint in the folder.
    ///   - observer: What is told about the progress.
    /// - Returns: All that is known about the run; its files have been written.
    /// - Throws: ``RunError`` if the folder does not fit, `TrainingError` if training diverges or the observer
    ///   interrupts, and what files and the parts of the run throw.
    @discardableResult
    public func run(resuming isResuming: Bool = false, observer: RunObserver = RunObserver()) throws
        -> RunReport
    {
        do {
            return try runToTheEnd(
                resuming: isResuming, observer: isFirst ? observer : observer.silent)
        } catch {
            if isFirst, isDivergence(error) {
                try? AtomicFile.write("\(error)\n".utf8, to: folder.divergenceFile)
            }
            throw error
        }
    }

    private func runToTheEnd(resuming isResuming: Bool, observer: RunObserver) throws -> RunReport {
        let lock = try isFirst ? lockFolder(observer) : nil
        defer { withExtendedLifetime(lock) {} }
        if lock != nil {
            folder.removeRemains()
            try? FileManager.default.removeItem(atPath: folder.divergenceFile)
        }
        // Of a run that ends before its first epoch or checkpoint nothing stays: the same command may be tried again.
        defer {
            if hasWrittenRecipe, !folder.hasResults {
                try? FileManager.default.removeItem(atPath: folder.recipe)
            }
        }
        defer { checkpointWriter.wait() }
        // Going on puts the weights of the checkpoint in the place of the initial ones.
        initialResults = try measureInitialWeights()
        var start = try self.start(resuming: isResuming, observer: observer)
        beginLogs(at: start, observer: observer)
        let skipped = SkippedExamplesTeller(data, note: observer.note)
        notes.forEach(observer.note)
        skipped.tellReasons()
        while start.epoch < recipe.epochs, !isOutOfPatience {
            try train(start.epoch, from: start.step, into: start.tally, observer: observer)
            start = (start.epoch + 1, 0, try Tally(of: trainer.task, device: device))
            try writeCheckpoint(
                afterEpoch: start.epoch, tally: start.tally, observer: observer)
            writeMetrics(observer)
            skipped.tellReasons()
        }
        checkpointWriter.wait()
        try processes?.barrier("waiting for the last checkpoint")
        tellOfCheckpoints(observer)
        if hasStoppedEarly { observer.note(earlyStopNote) }
        let report = try finish(observer: observer)
        tellWarnings(observer)
        skipped.tellAll()
        return report
    }

    /// Writes the records; a failure is told once and does not end the run, whose checkpoint has
    /// them too.
    func writeMetrics(_ observer: RunObserver) {
        guard isFirst else { return }
        do {
            try folder.write(records)
        } catch {
            let reason = "\(error)"
            guard !unwritten.contains(reason) else { return }
            unwritten.append(reason)
            observer.note("\(reason); the run goes on")
        }
    }

    /// Tells of checkpoints that could not be written, each reason once.
    func tellOfCheckpoints(_ observer: RunObserver) {
        for line in checkpointWriter.takeNews() {
            if checkpointWriter.lastFailed { unwritten.append(line) }
            observer.note(line)
        }
    }

    private func train(
        _ epoch: Int, from step: Int, into tally: Tally, observer: RunObserver
    ) throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let secondsOfEpochs = records.reduce(0) { $0 + $1.seconds }
        // What the epoch had taken when it was interrupted.
        let secondsBefore = seconds - secondsOfEpochs
        let stepsPerEpoch = trainer.stepsPerEpoch
        try freezeMasks(ifDueIn: epoch)
        let stepsDone = try trainer.trainEpoch(epoch, from: step, into: tally) { stepsDone in
            try average?.update()
            try observer.didStep(progress(epoch, stepsDone, tally))
            seconds = secondsOfEpochs + secondsBefore + (clock.now - begin) / .seconds(1)
            try logStep(ifDueIn: epoch, stepsDone: stepsDone, tally: tally, observer: observer)
            guard stepsDone < stepsPerEpoch else { return false }
            let wish = try agreedWish(observer)
            if wish == .save {
                try startCheckpoint(epoch: epoch, stepsDone: stepsDone, tally: tally)
            }
            tellOfCheckpoints(observer)
            return wish == .stop
        }
        let trainingSeconds = secondsBefore + (clock.now - begin) / .seconds(1)
        seconds = secondsOfEpochs + trainingSeconds
        if stepsDone < stepsPerEpoch {
            try startCheckpoint(epoch: epoch, stepsDone: stepsDone, tally: tally)
            throw interruption(observer)
        }
        try trainer.checkProcesses()
        let total = try tally.total(over: processes)
        var record = try validate(epoch, tally: total)
        record.trainingSeconds = trainingSeconds
        record.examplesPerSecond = Double(total.count) / max(trainingSeconds, 1e-9)
        record.seconds = secondsBefore + (clock.now - begin) / .seconds(1)
        seconds = secondsOfEpochs + record.seconds
        records.append(record)
        tellWarnings(observer)
        recordStart(record.validationMetrics, observer: observer)
        recordBest(record)
        logEpoch(observer: observer)
        observer.didFinishEpoch(record)
    }

    /// Applies the network to all examples of `source`.
    func evaluate(on source: any BatchSource) throws -> Evaluation {
        try Training.evaluate(
            trainer.network, on: source, task: trainer.task, device: device,
            memoryFormat: trainer.memoryFormat, processes: processes)
    }

    private func progress(_ epoch: Int, _ stepsDone: Int, _ tally: Tally) -> StepProgress {
        StepProgress(
            epoch: epoch, epochCount: recipe.epochs, stepsDone: stepsDone,
            stepsPerEpoch: trainer.stepsPerEpoch, batchSize: recipe.examplesPerStep,
            exampleName: data.input.exampleName, tally: tally,
            sparsity: trainer.pruner?.currentSparsity ?? 0)
    }
}

/// Whether numbers of the training are no finite ones any more.
private func isDivergence(_ error: any Error) -> Bool {
    switch error {
    case TrainingError.diverged, PruningError.notFinite: true
    default: false
    }
}
