import Datasets
import Files
import Foundation
import Layers
import Models
import Pruning
public import Reports
public import Tensors

/// One run of a recipe: trains, prunes, hardens and writes its folder.
public final class TrainingRun {
    let recipe: Recipe
    let data: DataSource
    let folder: RunFolder
    let device: Device
    let trainer: Trainer
    let validation: BatchLoader
    let normalization: Normalization
    var startRule: StartRule?
    var records: [EpochRecord] = []
    var seconds = 0.0

    /// Makes the network and everything else that the recipe names.
    ///
    /// - Parameters:
    ///   - recipe: What to do.
    ///   - data: What to learn from.
    ///   - folder: Where to write; made by ``run(resuming:observer:)``.
    ///   - device: Where to compute.
    /// - Throws: `ModelError`, `PruningError`, `DatasetError` or `LayerError` for a recipe that
    ///   cannot be followed.
    public init(recipe: Recipe, data: DataSource, folder: RunFolder, device: Device = .cpu) throws {
        self.recipe = recipe
        self.data = data
        self.folder = folder
        self.device = device
        normalization = data.training.channelStatistics()
        let network = try Self.makeNetwork(recipe, data: data, device: device)
        let pruner = try recipe.pruning?.makePruner(
            for: network, epochCount: recipe.epochs)
        startRule = try recipe.pruning?.makeStartRule()
        let optimizer = recipe.optimizer
        trainer = Trainer(
            network: network, pruner: pruner,
            optimizer: try SGD(
                network.namedParameters, momentum: optimizer.momentum,
                weightDecay: optimizer.weightDecay, isNesterov: optimizer.isNesterov),
            loader: try Self.trainingLoader(recipe, data: data, normalization: normalization),
            settings: Trainer.Settings(
                epochCount: recipe.epochs, learningRate: optimizer.learningRate,
                schedule: optimizer.schedule, labelSmoothing: recipe.labelSmoothing),
            device: device)
        validation = try BatchLoader(
            dataset: data.test,
            configuration: LoaderConfiguration(batchSize: 500, normalization: normalization))
    }

    /// Trains to the end, or until it is interrupted.
    ///
    /// - Parameters:
    ///   - isResuming: Whether to go on from the checkpoint in the folder.
    ///   - observer: What is told about the progress.
    /// - Returns: All that is known about the run; its files have been written.
    /// - Throws: ``TrainingError`` if the folder does not fit, training diverges or the observer
    ///   interrupts, and what files and the parts of the run throw.
    @discardableResult
    public func run(resuming isResuming: Bool = false, observer: RunObserver = RunObserver()) throws
        -> RunReport
    {
        var start = try isResuming ? resume() : begin()
        notes.forEach(observer.note)
        for epoch in start.epoch..<recipe.epochs {
            try train(epoch, from: start.step, into: start.tally, observer: observer)
            start = (epoch + 1, 0, try Tally(device: device))
            try writeCheckpoint(epoch: epoch + 1, stepsDone: 0, tally: start.tally)
            try folder.write(records)
        }
        return try finish()
    }

    private func train(
        _ epoch: Int, from step: Int, into tally: Tally, observer: RunObserver
    ) throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let secondsBefore = seconds
        let stepsPerEpoch = trainer.loader.batchCount
        try freezeMasks(ifDueIn: epoch)
        let stepsDone = try trainer.trainEpoch(epoch, from: step, into: tally) { stepsDone in
            try observer.didStep(progress(epoch, stepsDone, tally))
            return stepsDone < stepsPerEpoch && observer.isInterrupted()
        }
        let trainingSeconds = (clock.now - begin) / .seconds(1)
        seconds = secondsBefore + trainingSeconds
        if stepsDone < stepsPerEpoch {
            try writeCheckpoint(epoch: epoch, stepsDone: stepsDone, tally: tally)
            throw TrainingError.interrupted(folder: folder.path)
        }
        let images = (stepsDone - step) * recipe.batchSize
        var record = try validate(epoch, tally: tally)
        record.imagesPerSecond = Double(images) / max(trainingSeconds, 1e-9)
        record.seconds = (clock.now - begin) / .seconds(1)
        seconds = secondsBefore + record.seconds
        records.append(record)
        recordStart(accuracy: record.validationAccuracy, observer: observer)
        observer.didFinishEpoch(record)
    }

    private func validate(_ epoch: Int, tally: Tally) throws -> EpochRecord {
        let stepCount = trainer.loader.batchCount
        let last = TrainingMoment(epoch: epoch, step: stepCount - 1, stepsPerEpoch: stepCount)
        let soft = try evaluate(trainer.network, on: validation, device: device)
        let hard =
            try trainer.pruner?.withHardWeights {
                try evaluate(trainer.network, on: validation, device: device)
            } ?? soft
        return EpochRecord(
            epoch: epoch + 1, trainingLoss: try tally.meanLoss,
            trainingAccuracy: try tally.accuracy,
            validationAccuracy: hard.accuracy,
            softAccuracy: trainer.pruner == nil ? nil : soft.accuracy,
            sparsity: trainer.pruner?.currentSparsity ?? 0,
            learningRate: trainer.learningRate(at: last), seconds: 0, imagesPerSecond: 0)
    }

    private func progress(_ epoch: Int, _ stepsDone: Int, _ tally: Tally) -> StepProgress {
        StepProgress(
            epoch: epoch, epochCount: recipe.epochs, stepsDone: stepsDone,
            stepsPerEpoch: trainer.loader.batchCount, batchSize: recipe.batchSize, tally: tally,
            sparsity: trainer.pruner?.currentSparsity ?? 0)
    }
}

extension TrainingRun {
    private static func makeNetwork(_ recipe: Recipe, data: DataSource, device: Device) throws
        -> any Layer
    {
        try LibTorch.seed(recipe.seed)
        let network = try ImageNetwork.named(recipe.network).make(
            data.training.imageShape.channelCount, data.training.classNames.count)
        if let path = recipe.initialWeights {
            try network.load(StateDictionary(path: path), from: "'\(path)'")
        }
        try network.move(to: device)
        return network
    }

    private static func trainingLoader(
        _ recipe: Recipe, data: DataSource, normalization: Normalization
    ) throws -> BatchLoader {
        let crop = recipe.data.crop > 0 ? RandomCrop(padding: recipe.data.crop) : nil
        let flip = recipe.data.isFlipped ? HorizontalFlip() : nil
        return try BatchLoader(
            dataset: data.training,
            configuration: LoaderConfiguration(
                batchSize: recipe.batchSize, shuffles: true, seed: recipe.seed,
                normalization: normalization, augmentation: Augmentation(crop: crop, flip: flip)))
    }
}
