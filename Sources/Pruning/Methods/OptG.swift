// "Optimizing Gradient-driven Criteria in Network Sparsity: Gradient is All You Need" (OptG), Zhang,
// Lin, Chen, Xu, Chao, Shen, Li, Wu and Ji, 2022, arXiv:2201.12826. As in its authors' code the
// scores start at 0 and learn by the straight-through gradient. Different: the share of zeros of each
// layer is that of the pruner's allocation and not that of one sort of all scores.

import Foundation
import Layers
public import Optimization
public import Tensors

/// Masks by trained scores: a score gathers −dL/dŵ·w, what the loss would lose with the weight.
///
/// The sparsity rises as the target times sigmoid(e − E/2) in epoch e of E, and the learning rate of
/// the scores as that of the weights times the same factor. The schedule of the
/// pruner has no effect. Hardening keeps the highest scores.
public final class OptG: PruningMethod {
    /// The length of the run.
    public let epochCount: Int

    private var scores = LayerScores()
    private var masks = LayerMasks()
    private var progress = 0.0

    /// Creates the method.
    ///
    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)`` if `epochCount` is not above 0.
    public init(epochCount: Int) throws {
        self.epochCount = try checkedEpochCount(epochCount)
    }

    /// `optg`.
    public var name: String { "optg" }

    /// No.
    public var followsSchedule: Bool { false }

    /// The scores, without weight decay.
    public var optimizerGroups: [OptimizerGroup] {
        [OptimizerGroup(scores.parameters, learningRateFactor: progress, weightDecay: 0)]
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

    /// Chooses the masks by score, with as many zeros as the epoch asks for.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        progress = 1 / (1 + exp(Double(epochCount) / 2 - Double(moment.epoch)))
        for layer in layers {
            layer.prunedUnitCount = Int((progress * Double(layer.targetUnitCount)).rounded())
            try masks[layer].prune(layer.prunedUnitCount) { scores[layer].tensor }
        }
    }

    /// The weights of the units with the highest scores.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try scores.hardWeights(of: layer)
    }
}

extension MethodDescription {
    static let optG = MethodDescription(
        "optg", "masks by scores that gather gradient times weight",
        patterns: [.unstructured, .channels]
    ) { try OptG(epochCount: $0.run.epochCount) }
}
