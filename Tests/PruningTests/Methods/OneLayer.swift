import Layers
import Pruning
import Tensors

/// A network of a single weight, whose loss is Σ c·ŵ: the gradient of ŵ is c.
final class OneLayer: OutputNaming {
    let weight: Parameter

    init(_ weights: [Float], shape: [Int]? = nil) throws {
        let tensor = try Tensor(weights, shape: shape ?? [1, weights.count])
        weight = try Parameter(tensor, kind: .linear)
    }

    /// None: all of the weights are there to be pruned.
    var outputWeights: [Parameter] { [] }

    /// A pruner of the weight with the sparsity 0.5 from the first step on.
    func pruner(
        _ method: any PruningMethod, sparsity: Double = 0.5,
        pattern: some Pattern = .unstructured, schedule: some Schedule = .oneShot
    ) throws -> Pruner {
        try Pruner(
            self, sparsity: sparsity, pattern: pattern, schedule: schedule, allocation: .uniform,
            method: method)
    }

    /// Back-propagates Σ c·ŵ and lets the method see the gradients.
    func backward(_ c: [Float], _ pruner: Pruner, at moment: TrainingMoment) throws {
        try pruner.advance(to: moment)
        for named in namedParameters + pruner.method.trainableParameters {
            try named.parameter.tensor.setGradient(nil)
        }
        try (weight.effective * Tensor(c, shape: weight.tensor.shape)).sum().backward()
        try pruner.method.finishBackward(pruner.layers, at: moment)
    }

    /// The gradient of the stored weights.
    func gradient() throws -> [Float] { try weight.tensor.gradient?.values() ?? [] }

    /// Replaces the stored weights.
    func set(_ weights: [Float]) throws { try weight.tensor.setValues(weights) }
}

/// The beginning of the first epoch.
let start = TrainingMoment(epoch: 0)

/// Step `step` of the first of epochs with four steps.
func moment(step: Int) -> TrainingMoment { TrainingMoment(epoch: 0, step: step, stepsPerEpoch: 4) }
