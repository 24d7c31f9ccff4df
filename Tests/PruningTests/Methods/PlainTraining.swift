import Layers
import Optimization
import Pruning
import Tensors

/// The simplest training loop: w ← w − rate · (gradient + decay · w).
struct PlainTraining {
    let network: TwoLayers
    let pruner: Pruner
    let images: Tensor
    let labels: Tensor
    var rate = 0.5
    var decay = 0.01

    init(_ network: TwoLayers, _ pruner: Pruner, _ golden: GoldenSteps) throws {
        self.network = network
        self.pruner = pruner
        images = try golden.images.tensor()
        labels = try Tensor(golden.labels, shape: [golden.labels.count])
        (rate, decay) = (golden.rate, golden.decay)
    }

    /// Forward and backward; the gradients are in the parameters, the logits are returned.
    func backward(at moment: TrainingMoment) throws -> Tensor {
        try pruner.advance(to: moment)
        let logits = try network(images)
        let loss = try logits.crossEntropy(with: labels)
        for named in network.namedParameters + pruner.method.trainableParameters {
            try named.parameter.tensor.setGradient(nil)
        }
        if let penalty = try pruner.method.penalty(for: pruner.layers) {
            try (loss + penalty).backward()
        } else {
            try loss.backward()
        }
        try pruner.method.finishBackward(pruner.layers, at: moment)
        return logits
    }

    /// What the optimizer does.
    func update() throws {
        let network = OptimizerGroup(network.namedParameters)
        try withoutGradients {
            for group in [network] + pruner.method.optimizerGroups {
                for named in group.parameters {
                    let weight = named.parameter.tensor
                    guard let gradient = try weight.gradient else { continue }
                    let change = try gradient + weight * (group.weightDecay ?? decay)
                    try weight.add(change, scale: -rate * group.learningRateFactor)
                }
            }
        }
    }

    func step(at moment: TrainingMoment) throws {
        _ = try backward(at: moment)
        try update()
    }
}

/// A pruner of the golden network that prunes half of every layer at once.
func halfPruner(
    _ network: TwoLayers, _ method: any PruningMethod,
    pattern: some Pattern = .unstructured, layers: [String] = ["conv1.weight", "fc.weight"]
) throws -> Pruner {
    try Pruner(
        network, sparsity: 0.5, pattern: pattern, schedule: .oneShot, allocation: .uniform,
        method: method, where: { layers.contains($0.path) })
}

extension Tensor {
    /// The elements, for comparisons.
    func values() throws -> [Float] { try detached().contiguous().elements(as: Float.self) }

    /// The number of elements that are exactly zero.
    func zeroCount() throws -> Int { try values().filter { $0 == 0 }.count }

    /// Replaces the elements of a trained tensor.
    func setValues(_ values: [Float]) throws {
        try withoutGradients { try copy(from: Tensor(values, shape: shape)) }
    }

    /// The largest difference from `golden`.
    func distance(from golden: GoldenTensor) throws -> Float {
        try (detached() - golden.tensor()).magnitude().maximum().values()[0]
    }
}
