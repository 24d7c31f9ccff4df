import Optimization
import Pruning
import Reports
import Training

extension TrainingRun {
    /// What the result of a run is measured on, and what is while it trains, each as `prepare` gives it.
    ///
    /// - Throws: ``RecipeError/invalidValue(key:found:allowed:place:)`` where validation examples are asked
    ///   for and there are none, and what reading the data throws.
    static func measured(
        _ recipe: Recipe, _ data: any DataSource,
        _ prepare: (any BatchSource) throws -> any BatchSource
    ) throws -> (test: any BatchSource, validation: any BatchSource) {
        let own = try data.validationBatches(for: data.input).map(prepare)
        switch (recipe.data.measuredOn, own) {
        case (.test, let own):
            let test = try prepare(data.testBatches())
            return (test, own ?? test)
        case (.validation, let own?): return (own, own)
        case (.validation, nil):
            throw RecipeError.invalidValue(
                key: "data.measuredOn", found: "'validation'",
                allowed: "test where there are no validation examples", place: "the recipe")
        }
    }

    /// Measures soft and hard masks on the validation examples, after an epoch.
    func validate(_ epoch: Int, tally: Tally) throws -> EpochRecord {
        let stepCount = trainer.stepsPerEpoch
        let last = TrainingMoment(epoch: epoch, step: stepCount - 1, stepsPerEpoch: stepCount)
        let (soft, hard) = try withResultWeights {
            let soft = try evaluate(on: validation)
            let hard = try trainer.pruner?.withHardWeights { try evaluate(on: validation) }
            return (soft, hard ?? soft)
        }
        try checkFinite(hard, epoch: epoch)
        var record = EpochRecord(
            epoch: epoch + 1, trainingMetrics: try tally.values, validationMetrics: hard.values,
            softMetrics: trainer.pruner == nil ? nil : soft.values,
            sparsity: trainer.pruner?.currentSparsity ?? 0,
            learningRate: trainer.learningRate(at: last), seconds: 0, trainingSeconds: 0,
            examplesPerSecond: 0)
        switch softTemperature {
        case .fixed(let temperature): record.temperature = temperature
        case .relative(let factor): record.relativeTemperature = factor
        case nil: break
        }
        if let scale = trainer.scaler?.state {
            let earlier = records.reduce(0) { $0 + ($1.skippedSteps ?? 0) }
            record.skippedSteps = scale.skippedStepCount - earlier
            record.lossScale = Double(scale.scale)
        }
        return record
    }

    /// The temperature of the soft masks; `nil` where there are none, or none yet or any more.
    private var softTemperature: PDP.Temperature? {
        guard let pruner = trainer.pruner, !pruner.isFrozen, pruner.currentSparsity > 0 else {
            return nil
        }
        return (pruner.method as? PDP)?.currentTemperature
    }
}
