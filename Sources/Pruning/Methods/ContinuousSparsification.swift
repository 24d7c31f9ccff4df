// "Winning the Lottery with Continuous Sparsification" (CS), Savarese, Silva and Maire, NeurIPS
// 2020, arXiv:1912.04427. The variant of its authors' code with one round: β rises epoch by epoch.

import Foundation
import Layers
public import Tensors

/// A soft gate for every weight that hardens while training: ŵ = w·sigmoid(β·S)/sigmoid(s₀).
///
/// The gates are trained with a penalty λ·Σ gates; β rises from 1 in the first epoch geometrically to
/// its final value in the last. The sparsity while training follows from λ and s₀ alone; the
/// schedule has no effect on it. Hardening keeps exactly the promised number of units, those with
/// the highest S of the layer, or of the network where the allocation depends on the weights, at the
/// full value w/sigmoid(s₀).
public final class ContinuousSparsification: ScoredMethod {
    /// The length of the run.
    public let epochCount: Int

    /// λ, the strength of the penalty.
    public let strength: Double

    /// s₀, the initial value of S.
    public let initialScore: Double

    /// β in the last epoch.
    public let finalSharpness: Double

    var scores = LayerScores()
    private let gate: Gate

    /// Creates the method, with the numbers of its authors' paper.
    ///
    /// - Parameters:
    ///   - epochCount: The length of the run.
    ///   - strength: λ, the strength of the penalty.
    ///   - initialScore: s₀; the lower, the fewer weights stay.
    ///   - finalSharpness: β in the last epoch.
    /// - Throws: ``PruningError`` if a number is out of its range.
    public init(
        epochCount: Int, strength: Double = 1e-8, initialScore: Double = 0,
        finalSharpness: Double = 200
    ) throws {
        self.epochCount = try checkedEpochCount(epochCount)
        self.strength = try strengthOption.checked(strength, of: "cs")
        self.initialScore = try scoreOption.checked(initialScore, of: "cs")
        self.finalSharpness = try sharpnessOption.checked(finalSharpness, of: "cs")
        gate = Gate(scale: 1 + exp(-initialScore))
    }

    /// `cs`.
    public var name: String { "cs" }

    /// No.
    public var followsSchedule: Bool { false }

    /// Lets every parameter of `layers` compute with its gated weights.
    public func attach(to layers: [PrunedLayer]) throws {
        try scores.make(for: layers, initial: initialScore)
        for layer in layers {
            layer.setTransforms { GatedWeight(gate, scores: scores[layer], $0.pattern) }
        }
    }

    /// Sets β to finalSharpness^(e/(E − 1)) in epoch e of E.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        let progress = Double(moment.epoch) / Double(max(epochCount - 1, 1))
        gate.sharpness = pow(finalSharpness, min(progress, 1))
    }

    /// λ·Σ gates.
    public func penalty(for layers: [PrunedLayer]) throws -> Tensor? {
        guard let first = layers.first else { return nil }
        let sum = try layers.dropFirst().reduce(gate(scores[first].tensor).sum()) {
            try $0 + gate(scores[$1].tensor).sum()
        }
        return try sum * strength
    }

    /// Before hardening: the gates have decided how many zeros a layer has.
    public func reallocates(at occasion: AllocationOccasion) -> Bool { occasion == .hardening }

    /// S.
    public func ranking(of layer: PrunedLayer) throws -> Tensor? {
        try withoutGradients {
            try scores[layer].tensor.detached().below(where: layer.heldUnits)
        }
    }

    /// The weights of the units with the highest S, at the full value of their gates.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try withoutGradients {
            try zip(layer.allMembers, scores.hardWeights(of: layer)).map { member, weight in
                guard member.isPart else { return try weight * gate.scale }
                // Channels of other masks, or none, have no gates.
                return try weight.selected(
                    where: member.isElsewhere(), otherwise: weight * gate.scale)
            }
        }
    }
}

/// sigmoid(β·S)/sigmoid(s₀), with the β of the moment.
private final class Gate {
    /// 1/sigmoid(s₀).
    let scale: Double

    /// β.
    var sharpness = 1.0

    init(scale: Double) {
        self.scale = scale
    }

    func callAsFunction(_ scores: Tensor) throws -> Tensor {
        try (scores * sharpness).sigmoid() * scale
    }
}

/// Multiplies the weights of one parameter with their gates.
private final class GatedWeight: WeightTransform {
    private let gate: Gate
    private let scores: Parameter
    private let pattern: any Pattern

    init(_ gate: Gate, scores: Parameter, _ pattern: any Pattern) {
        self.gate = gate
        self.scores = scores
        self.pattern = pattern
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        try weight * pattern.spread(gate(scores.tensor), overShape: weight.shape)
    }
}

private let strengthOption = MethodOption(
    "strength", in: 0...1, default: 1e-8, "λ, the strength of the penalty on the gates")
private let scoreOption = MethodOption(
    "initial-score", in: -10...10, default: 0, "s₀; the lower, the fewer weights stay")
private let sharpnessOption = MethodOption(
    "final-sharpness", in: 1...1e6, default: 200, "β in the last epoch")

extension MethodDescription {
    static let cs = MethodDescription(
        "cs", "continuous sparsification: trained gates that harden while training",
        patterns: [.unstructured, .channels, .blocks],
        options: [strengthOption, scoreOption, sharpnessOption],
        defaults: MethodDefaults(startsAtOnce: true)
    ) {
        try ContinuousSparsification(
            epochCount: $0.run.epochCount, strength: $0[strengthOption],
            initialScore: $0[scoreOption], finalSharpness: $0[sharpnessOption])
    }
}
