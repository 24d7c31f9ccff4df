// "Optimizing Gradient-driven Criteria in Network Sparsity: Gradient is All You Need" (OptG), Zhang,
// Lin, Chen, Xu, Chao, Shen, Li, Wu and Ji, 2022, arXiv:2201.12826. As in its authors' code the
// scores start at 0 and learn by the straight-through gradient. Different: the share of zeros of each
// layer is that of the pruner's allocation and not that of one sort of all scores.

import Foundation
import Layers

/// Masks by trained scores: a score gathers −dL/dŵ·w, what the loss would lose with the weight.
///
/// The sparsity rises as the target times sigmoid(e − E/2) in epoch e of E, and the learning rate of
/// the scores as that of the weights times the same factor. The schedule of the
/// pruner has no effect. Hardening keeps the highest scores.
public final class OptG: ScoreMaskedMethod {
    /// The length of the run.
    public let epochCount: Int

    var scores = LayerScores()
    var masks = LayerMasks()
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

    /// The share of the target that the epoch asks for.
    var scoreLearningRateFactor: Double { progress }

    /// Chooses the masks by score, with as many zeros as the epoch asks for.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        progress = 1 / (1 + exp(Double(epochCount) / 2 - Double(moment.epoch)))
        for layer in layers {
            layer.prunedUnitCount = Int((progress * Double(layer.targetUnitCount)).rounded())
            try masks[layer].prune(layer.prunedUnitCount) { scores[layer].tensor }
        }
    }
}

extension MethodDescription {
    static let optG = MethodDescription(
        "optg", "masks by scores that gather gradient times weight",
        patterns: [.unstructured, .channels, .blocks]
    ) { try OptG(epochCount: $0.run.epochCount) }
}
