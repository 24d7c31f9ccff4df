import Layers
import Models
import Tensors
import Training

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
    /// - Throws: ``RunError/dataMismatch(found:allowed:path:)``,
    ///   ``RunError/classMismatch(index:found:allowed:path:)`` or
    ///   ``RunError/normalizationMismatch(found:allowed:path:)`` for a teacher of other data,
    ///   and what reading the file throws.
    func makeDistillation(for data: any DataSource, device: Device) throws -> Distillation {
        let saved = try SavedModel(path: teacher)
        try saved.checkTeaches(data)
        try saved.network.move(to: device)
        return Distillation(
            teacher: saved.network, weight: weight, temperature: temperature)
    }
}
