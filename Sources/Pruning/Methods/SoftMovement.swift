// "Movement Pruning: Adaptive Sparsity by Fine-Tuning", Sanh, Wolf and Rush, NeurIPS 2020,
// arXiv:2005.07683. The soft variant, with a threshold on the scores and a penalty; as in its
// authors' code both rise together with the schedule.

import Layers
public import Tensors

/// Masks by a threshold on trained scores: those weights stay for which sigmoid(S) > τ.
///
/// The score of a weight learns by dL/dS = dL/dŵ·w and by the penalty λ·mean sigmoid(S). The sparsity
/// while training is only steered, by λ; τ and λ rise with the share of its target that the schedule
/// has reached. Hardening keeps exactly the promised number of units, those with the highest scores.
public final class SoftMovement: ScoreMaskedMethod {
    /// τ at the full target.
    public let threshold: Double

    /// λ at the full target.
    public let strength: Double

    /// The learning rate of the scores as a multiple of that of the weights.
    public let scoreLearningRateFactor: Double

    var scores = LayerScores()
    var masks = LayerMasks()

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - threshold: τ at the full target.
    ///   - strength: λ at the full target.
    ///   - scoreLearningRateFactor: The learning rate of the scores as a multiple of that of the
    ///     weights.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)``
    public init(
        threshold: Double = 0.1, strength: Double = 100, scoreLearningRateFactor: Double = 1
    ) throws {
        self.threshold = try thresholdOption.checked(threshold, of: "soft-movement")
        self.strength = try strengthOption.checked(strength, of: "soft-movement")
        self.scoreLearningRateFactor = try factorOption.checked(
            scoreLearningRateFactor, of: "soft-movement")
    }

    /// `soft-movement`.
    public var name: String { "soft-movement" }

    /// Masks the units whose scores are below the threshold of the moment.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try withoutGradients {
            for layer in layers {
                let scores = scores[layer].tensor
                let isKept = try scores.sigmoid().isGreater(than: threshold * layer.progress)
                masks[layer].units = try scores.onesLike().selected(
                    where: isKept, otherwise: scores.zerosLike())
            }
        }
    }

    /// λ times the mean over the layers of mean sigmoid(S).
    public func penalty(for layers: [PrunedLayer]) throws -> Tensor? {
        guard let first = layers.first else { return nil }
        let sum = try layers.dropFirst().reduce(share(of: first)) { try $0 + share(of: $1) }
        return try sum * (strength / Double(layers.count))
    }

    private func share(of layer: PrunedLayer) throws -> Tensor {
        try scores[layer].tensor.sigmoid().mean() * layer.progress
    }
}

extension PrunedLayer {
    /// The share of the target that the schedule has reached.
    fileprivate var progress: Double {
        targetUnitCount > 0 ? Double(prunedUnitCount) / Double(targetUnitCount) : 0
    }
}

private let thresholdOption = MethodOption(
    "threshold", in: 0...1, default: 0.1, "τ at the full target")
private let strengthOption = MethodOption(
    "strength", in: 0...1e6, default: 100, "λ at the full target, the strength of the penalty")
private let factorOption = MethodOption(
    "score-learning-rate-factor", in: 0...1e6, default: 1,
    "the learning rate of the scores as a multiple of that of the weights")

extension MethodDescription {
    static let softMovement = MethodDescription(
        "soft-movement", "movement pruning with a threshold on the scores and a penalty",
        patterns: [.unstructured, .channels, .blocks],
        options: [thresholdOption, strengthOption, factorOption]
    ) {
        try SoftMovement(
            threshold: $0[thresholdOption], strength: $0[strengthOption],
            scoreLearningRateFactor: $0[factorOption])
    }
}
