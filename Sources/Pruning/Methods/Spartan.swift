// "Spartan: Differentiable Sparsity via Regularized Transportation", Tai, Tian and Lim, NeurIPS 2022,
// arXiv:2205.14107. Every weight costs the same. Different: the shift of the soft mask is found to the last
// digits by Newton's method, where the authors stop Sinkhorn's iterations at one percent.

import Foundation
import Layers
public import Tensors

/// Forward with the largest weights under a soft mask, backward through the soft mask of all.
///
/// The soft mask is m = sigmoid(β·|w| + μ), where μ makes Σ m the number of weights that stay; forward the network
/// computes with m·w for the largest |w| and 0 for the others. The gradient is that of m·w without the cut, μ
/// followed too. β rises in equal steps, and with it m becomes hard.
///
/// The pruner has to be advanced before every step.
public final class Spartan: PruningMethod {
    /// When ``finalSharpness`` is reached, in epochs.
    public let end: Double

    /// β in the beginning.
    public let initialSharpness: Double

    /// β in the end.
    public let finalSharpness: Double

    /// Whether one μ is that of all layers, which fits one threshold for all; otherwise each has its own.
    public let sharesShift: Bool

    private var shrinkage = ParameterShrinkage()
    private var sharpness: Double
    private var masks: [(layer: String, soft: Tensor)] = []

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - end: When the final β is reached, in epochs: after 80 % of the run as its authors have it.
    ///   - initialSharpness: β in the beginning.
    ///   - finalSharpness: β in the end.
    ///   - sharesShift: Whether one μ is that of all layers.
    /// - Throws: ``PruningError`` if a number is out of its range.
    public init(
        end: Double, initialSharpness: Double = 1, finalSharpness: Double = 10,
        sharesShift: Bool = true
    ) throws {
        guard end > 0, end.isFinite else {
            throw PruningError.invalidSetting(name: "end", found: "\(end)", allowed: "above 0")
        }
        self.end = end
        self.initialSharpness = try initialOption.checked(initialSharpness, of: "spartan")
        self.finalSharpness = try finalOption.checked(finalSharpness, of: "spartan")
        self.sharesShift = sharesShift
        sharpness = initialSharpness
    }

    /// `spartan`.
    public var name: String { "spartan" }

    /// The masks follow from the number in every step.
    public var allowsReallocation: Bool { true }

    /// Lets every parameter of `layers` compute with its masked weights.
    public func attach(to layers: [PrunedLayer]) throws {
        shrinkage = ParameterShrinkage()
        for layer in layers {
            layer.setTransforms { ShrunkWeight(shrinkage.added(for: $0, of: layer)) }
        }
    }

    /// Computes the masks from the weights as they are.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        let progress = min(moment.epochs / end, 1)
        sharpness = initialSharpness + progress * (finalSharpness - initialSharpness)
        try withoutGradients {
            try findMasks(of: layers)
            for layer in layers {
                for member in layer.allMembers {
                    shrinkage[member, of: layer].forward = try softMask(of: layer).map { soft in
                        let hard = try hardMask(
                            of: layer.magnitudes(), prunedCount: layer.prunedUnitCount)
                        return try member.pattern.spread(
                            soft * hard, overShape: member.parameter.tensor.shape)
                    }
                }
            }
        }
    }

    /// Adds what comes through the soft masks to the gradients, which have passed as if there were none.
    public func finishBackward(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try withoutGradients {
            for group in groups(of: layers) {
                let parts = try group.flatMap { layer in
                    try softMask(of: layer).map { try layer.slopes(of: $0) } ?? []
                }
                guard !parts.isEmpty else { continue }
                let width = try parts.reduce(0) { try $0 + $1.width.sum().item() }
                // What all lose together where one mask grows, for Σ m stays.
                let common =
                    width > 0
                    ? try parts.reduce(0) { try $0 + ($1.width * $1.gain).sum().item() } / width : 0
                for part in parts {
                    let slope = try part.width * (part.gain - common) * sharpness
                    try part.gradient.copy(
                        from: part.gradient * part.soft + slope * part.weight.sign())
                }
            }
        }
    }

    /// The stored weights times their soft masks, where they are kept.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        let kept = try layer.masked(by: layer.hardMask())
        guard let soft = softMask(of: layer) else { return kept }
        return try withoutGradients {
            try zip(kept, layer.allMembers).map { kept, member in
                try kept
                    * member.pattern.spread(
                        soft.clamped(to: leastFactor...1), overShape: kept.shape)
            }
        }
    }

    /// The soft masks, as a network is hardened with those of the last step.
    public var state: [(name: String, tensor: Tensor)] {
        masks.map { (Self.name(of: $0.layer), $0.soft) }
    }

    /// Goes back to other masks.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        masks = shrinkage.layers.compactMap { layer in
            state.first { $0.name == Self.name(of: layer) }.map { (layer, $0.tensor) }
        }
    }

    private static func name(of layer: String) -> String { layer + ".soft" }

    private func softMask(of layer: PrunedLayer) -> Tensor? {
        masks.first { $0.layer == layer.key }?.soft
    }

    /// The layers that share one μ.
    private func groups(of layers: [PrunedLayer]) -> [[PrunedLayer]] {
        sharesShift ? [layers] : layers.map { [$0] }
    }

    private func findMasks(of layers: [PrunedLayer]) throws {
        masks = []
        for group in groups(of: layers) where group.contains(where: { $0.prunedUnitCount > 0 }) {
            let values = try group.map {
                try $0.magnitudes().checkedToBeNumbers(in: $0.name) * sharpness
            }
            let kept = group.reduce(0) { $0 + $1.unitsPerGroup - $1.prunedUnitCount }
            let shift = try topShift(of: values, keeping: kept)
            masks += try zip(group, values).map { layer, value in
                (layer.key, try (value + shift).sigmoid())
            }
        }
    }
}

/// The μ for which sigmoid(x + μ) of all `values` x is `count` in sum.
///
/// Newton's method within the bounds that the largest and the smallest value give, halved where it leaves them;
/// to a relative 10⁻⁶ of the sum.
func topShift(of values: [Tensor], keeping count: Int) throws -> Double {
    let total = values.reduce(0) { $0 + $1.count }
    let wanted = min(max(Double(count), 1e-3), Double(total) - 1e-3)
    let mean = log(wanted / (Double(total) - wanted))
    let largest = try values.map { try $0.maximum().item() }.max() ?? 0
    let smallest = try values.map { try -(-$0).maximum().item() }.min() ?? 0
    var (lower, upper) = (mean - largest, mean - smallest)
    var shift = min(max(mean, lower), upper)
    for _ in 0..<60 {
        var (sum, slope) = (0.0, 0.0)
        for value in values {
            let mask = try (value + shift).sigmoid()
            let part = try mask.sum().item()
            sum += part
            slope += try part - mask.squared().sum().item()
        }
        guard abs(sum - wanted) > 1e-6 * wanted else { break }
        if sum < wanted { lower = shift } else { upper = shift }
        let next = shift - (sum - wanted) / slope
        shift = next > lower && next < upper ? next : (lower + upper) / 2
    }
    return shift
}

/// The gradient of one parameter, with what the soft mask has to do with it.
private struct MaskSlope {
    let weight: Tensor
    let gradient: Tensor

    /// m.
    let soft: Tensor

    /// m·(1 − m).
    let width: Tensor

    /// What the loss gains with the mask: ∂L/∂ŵ · w.
    let gain: Tensor
}

extension PrunedLayer {
    fileprivate func slopes(of soft: Tensor) throws -> [MaskSlope] {
        try members.compactMap { member in
            let weight = member.parameter.tensor
            return try weight.gradient.map { gradient in
                let soft = try member.pattern.spread(soft, overShape: weight.shape)
                return MaskSlope(
                    weight: weight, gradient: gradient, soft: soft,
                    width: try soft * (1 - soft), gain: try gradient * weight)
            }
        }
    }
}

private let initialOption = MethodOption(
    "initial-sharpness", in: 1e-6...1e6, default: 1, "β in the beginning")
private let finalOption = MethodOption(
    "final-sharpness", in: 1e-6...1e6, default: 10,
    "β after 80 % of the run, or where masks are fixed")

extension MethodDescription {
    static let spartan = MethodDescription(
        "spartan", "the largest weights forward, a soft top-k mask backward",
        patterns: [.unstructured], options: [initialOption, finalOption],
        defaults: MethodDefaults(
            schedule: "linear", reallocation: .step, startsAtOnce: true, rampShare: 0.2,
            fixesMasks: true)
    ) { settings in
        try Spartan(
            end: settings.run.freezeEpoch.map { Double(max($0, 1)) }
                ?? 0.8 * Double(settings.run.epochCount),
            initialSharpness: settings[initialOption], finalSharpness: settings[finalOption],
            sharesShift: settings.run.reallocation == .step)
    }
}
