// "Movement Pruning: Adaptive Sparsity by Fine-Tuning", Sanh, Wolf and Rush, NeurIPS 2020,
// arXiv:2005.07683. The variant with the highest scores of each weight matrix (local top-v).

import Layers
public import Optimization
public import Tensors

/// Masks by trained scores that start at 0: those weights stay that move away from zero.
///
/// The score of a weight learns by dL/dS = dL/dŵ·w, also where it is masked; the weight only where it
/// is not. Hardening keeps the highest scores.
public final class Movement: PruningMethod {
    /// The learning rate of the scores as a multiple of that of the weights.
    public let scoreLearningRateFactor: Double

    private var scores = LayerScores()
    private var masks = LayerMasks()

    /// Creates the method.
    ///
    /// - Parameter scoreLearningRateFactor: The learning rate of the scores as a multiple of that of
    ///   the weights. Its authors use 10⁻² with 3·10⁻⁵ for BERT: a factor of 333.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)``
    public init(scoreLearningRateFactor: Double = 1) throws {
        self.scoreLearningRateFactor = try factorOption.checked(
            scoreLearningRateFactor, of: "movement")
    }

    /// `movement`.
    public var name: String { "movement" }

    /// The scores, without weight decay.
    public var optimizerGroups: [OptimizerGroup] {
        [
            OptimizerGroup(
                scores.parameters, learningRateFactor: scoreLearningRateFactor, weightDecay: 0)
        ]
    }

    /// The scores.
    public var state: [(name: String, tensor: Tensor)] { scores.parameters.state }

    /// Goes back to other scores.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try scores.parameters.restore(state)
    }

    /// Lets every parameter of `layers` compute with its masked weights.
    public func attach(to layers: [PrunedLayer]) throws {
        try scores.make(for: layers, initial: 0)
        masks.attach(to: layers) { ScoredWeight($0, mask: $1, scores: scores[$0]) }
    }

    /// Chooses the masks by score.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        for layer in layers {
            try masks[layer].prune(layer.prunedUnitCount) { scores[layer].tensor }
        }
    }

    /// The weights of the units with the highest scores.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try scores.hardWeights(of: layer)
    }
}

private let factorOption = MethodOption(
    "score-learning-rate-factor", in: 0...1e6, default: 1,
    "the learning rate of the scores as a multiple of that of the weights")

extension MethodDescription {
    static let movement = MethodDescription(
        "movement", "keeps the weights that move away from zero",
        patterns: [.unstructured, .channels], options: [factorOption]
    ) { try Movement(scoreLearningRateFactor: $0[factorOption]) }
}
