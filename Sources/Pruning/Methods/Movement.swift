// "Movement Pruning: Adaptive Sparsity by Fine-Tuning", Sanh, Wolf and Rush, NeurIPS 2020,
// arXiv:2005.07683. The variant with the highest scores of each weight matrix (local top-v).

import Layers

/// Masks by trained scores that start at 0: those weights stay that move away from zero.
///
/// The score of a weight learns by dL/dS = dL/dŵ·w, also where it is masked; the weight only where it
/// is not. Hardening keeps the highest scores.
public final class Movement: ScoreMaskedMethod {
    /// The learning rate of the scores as a multiple of that of the weights.
    public let scoreLearningRateFactor: Double

    var scores = LayerScores()
    var masks = LayerMasks()

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

    /// Chooses the masks by score.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        for layer in layers {
            try masks[layer].prune(layer.prunedUnitCount) { scores[layer].tensor }
        }
    }
}

private let factorOption = MethodOption(
    "score-learning-rate-factor", in: 0...1e6, default: 1,
    "the learning rate of the scores as a multiple of that of the weights")

extension MethodDescription {
    static let movement = MethodDescription(
        "movement", "keeps the weights that move away from zero",
        patterns: [.unstructured, .channels, .blocks], options: [factorOption]
    ) { try Movement(scoreLearningRateFactor: $0[factorOption]) }
}
