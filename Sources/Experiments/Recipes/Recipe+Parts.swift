import Datasets
import Layers
import Models
import Optimization
import Tensors
import Training

extension OptimizerRecipe {
    /// Makes the optimizer of `parameters`.
    func makeOptimizer(of parameters: [NamedParameter]) throws -> any Optimizer {
        guard kind == "sgd" else {
            return try AdamW(
                parameters, weightDecay: weightDecay, decaysAll: decaysAll, settings: adamW)
        }
        return try SGD(
            parameters, momentum: momentum, weightDecay: weightDecay, decaysAll: decaysAll,
            isNesterov: isNesterov)
    }
}

extension Recipe {
    /// Makes what the network learns.
    ///
    /// - Parameter data: What it learns from, for weights of classes; `nil` where nothing is trained.
    /// - Returns: The task, with the weights where there are data.
    /// - Throws: ``TrainingError/unknownTask(name:known:)``, and ``RecipeError`` for weights of classes that
    ///   the data do not have.
    func makeTask(learningFrom data: (any DataSource)? = nil) throws -> any LearningTask {
        var options = TaskOptions(
            labelSmoothing: labelSmoothing, regressionLoss: regressionLoss)
        if let data { options.classWeights = try classWeights?.numbers(for: data) ?? [] }
        return try Tasks.named(task).make(options)
    }

    /// Refuses changes of images where the data are others.
    func checkAugmentation(for data: any DataSource) throws {
        if case .images = data.input { return }
        guard augmentation != nil else { return }
        throw RecipeError.invalidValue(
            key: "augmentation", found: "a mapping",
            allowed: "left out for data that are no images", place: "the recipe")
    }
}

extension Recipe {
    /// Refuses balanced examples where the data do not tell their classes.
    func checkSampling(of data: any DataSource) throws {
        guard self.data.sampling == .balanced, data.trainingClassCounts == nil else { return }
        throw RecipeError.noClassesToBalance
    }
}

extension RecipeError {
    /// Balanced examples are wanted of data whose examples have no class each.
    static let noClassesToBalance = RecipeError.invalidValue(
        key: "data.sampling", found: "'balanced'",
        allowed: "once for data whose examples have no class each", place: "the recipe")
}

extension Trainer.Settings {
    /// What a recipe says of the steps, in a run with `batchCount` batches in an epoch.
    init(_ recipe: Recipe, batchCount: Int) {
        let optimizer = recipe.optimizer
        self.init(
            epochCount: recipe.epochs, learningRate: optimizer.learningRate,
            gradientNorm: optimizer.gradientNorm > 0 ? optimizer.gradientNorm : nil,
            accumulation: optimizer.accumulation)
        schedule = optimizer.schedule.schedule(
            epochCount: recipe.epochs, stepsPerEpoch: stepCount(batchCount: batchCount))
    }
}

extension Recipe {
    /// The examples of a step.
    var examplesPerStep: Int { batchSize * optimizer.accumulation }
}

extension DistillationRecipe {
    /// Reads the teacher of a network that learns from `data`.
    ///
    /// - Throws: ``RunError/dataMismatch(found:allowed:path:)``,
    ///   ``RunError/classMismatch(index:found:allowed:path:)`` or
    ///   ``RunError/normalizationMismatch(found:allowed:path:)`` for a teacher of other data,
    ///   and what reading the file throws.
    func makeDistillation(for data: any DataSource, device: Device) throws -> Distillation {
        let saved = try SavedModel(path: teacher)
        let order = try saved.outputsToTeach(data)
        try saved.network.move(to: device)
        var distillation = Distillation(
            teacher: saved.network, weight: weight, temperature: temperature)
        distillation.teacherOrder = try order.map { outputs in
            try Tensor(outputs.map { Int64($0) }, shape: [outputs.count]).moved(to: device)
        }
        return distillation
    }
}
