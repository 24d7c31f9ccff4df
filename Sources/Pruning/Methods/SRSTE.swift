// "Learning N:M Fine-grained Structured Sparse Neural Networks From Scratch", Zhou, Ma, Zhu, Liu,
// Zhang, Yuan, Sun and Li, ICLR 2021, arXiv:2102.04010: sparse-refined straight-through estimator.
// As in its authors' code the refining term is λ·(1 − m)·w with the stored weights.

import Layers
import Tensors

/// N:M pruning with a straight-through gradient that lets pruned weights decay.
///
/// Forward computes with the N largest of every M weights; backward gives all weights the gradient
/// of the masked ones plus λ·(1 − m)·w, which keeps the choice of weights stable.
///
/// The pruner has to be advanced before every step. Hardening keeps the largest stored weights.
public final class SRSTE: PruningMethod {
    /// λ, the decay of pruned weights.
    public let decay: Double

    private var masks = LayerMasks()

    /// Creates the method; λ = 2·10⁻⁴ as its authors run it.
    ///
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)`` if `decay` is not in
    ///   `0...1`.
    public init(decay: Double = 2e-4) throws {
        self.decay = try decayOption.checked(decay, of: "sr-ste")
    }

    /// `sr-ste`.
    public var name: String { "sr-ste" }

    /// Lets every parameter of `layers` compute with its masked weights.
    public func attach(to layers: [PrunedLayer]) throws {
        masks.attach(to: layers) { MaskedWeight($2, $1, gradientsReach: .all) }
    }

    /// Chooses the masks by magnitude.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        for layer in layers {
            try masks[layer].prune(layer.prunedUnitCount) { try layer.magnitudes() }
        }
    }

    /// Adds λ·(1 − m)·w to the gradients.
    public func finishBackward(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try withoutGradients {
            for layer in layers {
                for member in layer.members {
                    let weight = member.parameter.tensor
                    guard let mask = try masks[layer].spread(over: member),
                        let gradient = try weight.gradient
                    else { continue }
                    try gradient.add((1 - mask) * weight, scale: decay)
                }
            }
        }
    }
}

private let decayOption = MethodOption(
    "decay", in: 0...1, default: 2e-4, "λ, the decay of pruned weights")

extension MethodDescription {
    static let srSTE = MethodDescription(
        "sr-ste", "straight-through N:M pruning in which pruned weights decay",
        patterns: [.nOfM], options: [decayOption],
        defaults: MethodDefaults(schedule: "one-shot", startsAtOnce: true)
    ) { try SRSTE(decay: $0[decayOption]) }
}
