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
    let data: any DataSource
    let folder: RunFolder
    let device: Device
    let trainer: Trainer
    let validation: any BatchSource
    let initialWeights: WeightReport?
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
    public init(recipe: Recipe, data: any DataSource, folder: RunFolder, device: Device = .cpu)
        throws
    {
        self.recipe = recipe
        self.data = data
        self.folder = folder
        self.device = device
        try LibTorch.setMatmulPrecision(recipe.matmulPrecision)
        let (classifier, initialWeights) = try Self.makeClassifier(
            recipe, data: data, device: device)
        self.initialWeights = initialWeights
        let source = try data.trainingBatches(of: recipe)
        if recipe.restoresBatchNorm {
            try classifier.restoreBatchNorm(from: source, device: device)
        }
        let pruner = try recipe.pruning?.makePruner(
            for: classifier.network, epochCount: recipe.epochs, stepsPerEpoch: source.batchCount)
        startRule = try recipe.pruning?.makeStartRule(stepsPerEpoch: source.batchCount)
        trainer = Trainer(
            classifier, pruner: pruner,
            optimizer: try recipe.optimizer.makeOptimizer(of: classifier.network.namedParameters),
            source: source,
            settings: Trainer.Settings(
                epochCount: recipe.epochs, learningRate: recipe.optimizer.learningRate,
                schedule: recipe.optimizer.schedule, labelSmoothing: recipe.labelSmoothing,
                gradientNorm: recipe.optimizer.gradientNorm > 0
                    ? recipe.optimizer.gradientNorm : nil),
            device: device)
        trainer.distillation = try recipe.distillation?.makeDistillation(for: data, device: device)
        validation = try data.testBatches()
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
        let skipped = SkippedExamplesTeller(data, note: observer.note)
        notes.forEach(observer.note)
        skipped.tellReasons()
        for epoch in start.epoch..<recipe.epochs {
            try train(epoch, from: start.step, into: start.tally, observer: observer)
            start = (epoch + 1, 0, try Tally(device: device))
            try writeCheckpoint(epoch: epoch + 1, stepsDone: 0, tally: start.tally)
            try folder.write(records)
            skipped.tellReasons()
        }
        let report = try finish()
        skipped.tellAll()
        return report
    }

    private func train(
        _ epoch: Int, from step: Int, into tally: Tally, observer: RunObserver
    ) throws {
        let clock = ContinuousClock()
        let begin = clock.now
        let secondsBefore = seconds
        let stepsPerEpoch = trainer.source.batchCount
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
        let stepCount = trainer.source.batchCount
        let last = TrainingMoment(epoch: epoch, step: stepCount - 1, stepsPerEpoch: stepCount)
        let soft = try evaluate(trainer.classifier, on: validation, device: device)
        let hard =
            try trainer.pruner?.withHardWeights {
                try evaluate(trainer.classifier, on: validation, device: device)
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
            stepsPerEpoch: trainer.source.batchCount, batchSize: recipe.batchSize,
            exampleName: data.input.exampleName, tally: tally,
            sparsity: trainer.pruner?.currentSparsity ?? 0)
    }
}

extension TrainingRun {
    private static func makeClassifier(
        _ recipe: Recipe, data: any DataSource, device: Device
    ) throws -> (Classifier, WeightReport?) {
        try LibTorch.seed(recipe.seed)
        var weights: WeightReport?
        let configuration = try recipe.networkConfiguration.map { path in
            try BERTConfiguration(
                json: String(decoding: readFile(at: path), as: UTF8.self), from: "'\(path)'")
        }
        let classifier = try data.input.makeClassifier(
            recipe.network, classCount: data.classNames.count, configuration: configuration)
        if let path = recipe.initialWeights {
            let state = try StateDictionary(path: path)
            weights = try classifier.loadInitial(
                state, from: "'\(path)'", allowsPart: recipe.allowsPartialWeights)
        }
        try classifier.network.move(to: device)
        return (classifier, weights)
    }
}
