import Layers
import Optimization
import Pruning
import Tensors

/// Weights of random shapes, each with the scale that a batch normalisation after it would have, and
/// the simplest loss that trains all of them.
final class ScaledWeights: OutputNaming {
    final class Entry: Module {
        let weight: Parameter
        let scale: Parameter

        init(_ weight: Tensor, scale: Tensor) throws {
            let kind: Parameter.Kind = weight.shape.count == 4 ? .convolution(groups: 1) : .linear
            self.weight = try Parameter(weight, kind: kind)
            self.scale = try Parameter(scale, kind: .scale)
        }
    }

    let entries: [Entry]

    /// Two to four layers with two or more outputs; in every second network a third of the weights is
    /// zero.
    init(seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        entries = try (0..<Int.random(in: 2...4, using: &random)).map { _ in
            var shape = random.shape(inputsDivisibleBy: 2)
            shape[0] += 1
            let weights = random.elements(shape.reduce(1, *)).enumerated().map {
                seed.isMultiple(of: 2) && $0.offset.isMultiple(of: 3) ? 0 : $0.element
            }
            return try Entry(
                Tensor(weights, shape: shape),
                scale: Tensor(random.elements(shape[0]), shape: [shape[0]]))
        }
    }

    /// None: all of the weights are there to be pruned.
    var outputWeights: [Parameter] { [] }

    /// One step on Σ (ŵ − c)² with random c, and what the method adds.
    func train(
        _ pruner: Pruner, at moment: TrainingMoment, using random: inout RandomWeights
    ) throws {
        try pruner.advance(to: moment)
        var loss = try Tensor.zeros([])
        for entry in entries {
            let goal = try random.weights(entry.weight.tensor.shape)
            loss = try loss + (entry.weight.effective - goal).squared().sum()
        }
        let optimizer = try SGD(namedParameters, momentum: 0)
        try pruner.step(loss, optimizer, learningRate: 0.05, at: moment)
    }
}
