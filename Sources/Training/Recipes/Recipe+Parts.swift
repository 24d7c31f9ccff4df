import Layers
import Models
import Tensors

extension OptimizerRecipe {
    /// Makes the optimizer of `parameters`.
    func makeOptimizer(of parameters: [NamedParameter]) throws -> any Optimizer {
        guard kind == "sgd" else {
            return AdamW(parameters, weightDecay: weightDecay, settings: adamW)
        }
        return try SGD(
            parameters, momentum: momentum, weightDecay: weightDecay, isNesterov: isNesterov)
    }
}

extension DistillationRecipe {
    /// Reads the teacher of a network that learns from `data`.
    ///
    /// - Throws: ``TrainingError/dataMismatch(found:allowed:path:)``,
    ///   ``TrainingError/classMismatch(index:found:allowed:path:)`` or
    ///   ``TrainingError/normalizationMismatch(found:allowed:path:)`` for a teacher of other data,
    ///   and what reading the file throws.
    func makeDistillation(for data: any DataSource, device: Device) throws -> Distillation {
        let saved = try SavedModel(path: teacher)
        let outputs = try saved.outputsToTeach(data)
        try saved.classifier.network.move(to: device)
        var distillation = Distillation(
            teacher: saved.classifier, weight: weight, temperature: temperature)
        distillation.outputs = try outputs.map { outputs in
            try Tensor(outputs.map { Int64($0) }, shape: [outputs.count]).moved(to: device)
        }
        return distillation
    }
}
