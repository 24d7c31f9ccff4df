import Layers
import Tensors

/// A method that multiplies weights with factors, 0 for those that are pruned, and lets gradients
/// through as if it did not.
///
/// The factors are computed before every step. Hardening computes them once more, from the weights after
/// the last step.
protocol ShrinkingMethod: PruningMethod {
    /// The factors of all parameters.
    var shrinkage: ParameterShrinkage { get set }

    /// What gradients of pruned weights are multiplied with; those of kept weights pass as they are.
    var prunedGradientScale: Double { get }

    /// The factors of units by their `magnitudes`, `[groups, units]`, and the threshold of each group,
    /// `[groups, 1]`; 0 for those that are pruned.
    func factors(of magnitudes: Tensor, threshold: Tensor) throws -> Tensor

    /// What the factors of one parameter are multiplied with, in a shape that fits its stored `weight`;
    /// `nil` for nothing. `isKept` is 1 for weights that are kept and 0 for those that are pruned.
    func scale(of weight: Tensor, isKept: Tensor) throws -> Tensor?
}

extension ShrinkingMethod {
    /// The factors follow from the number in every step.
    public var allowsReallocation: Bool { true }

    /// 1: all weights are trained alike.
    var prunedGradientScale: Double { 1 }

    /// Factors are those of the units alone.
    func scale(of weight: Tensor, isKept: Tensor) throws -> Tensor? { nil }

    /// Lets every parameter of `layers` compute with its shrunk weights.
    public func attach(to layers: [PrunedLayer]) throws {
        shrinkage = ParameterShrinkage()
        for layer in layers {
            layer.setTransforms { ShrunkWeight(shrinkage.added(for: $0, of: layer)) }
        }
    }

    /// Computes the factors from the weights as they are.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try withoutGradients {
            for layer in layers { try prepare(layer) }
        }
    }

    private func prepare(_ layer: PrunedLayer) throws {
        let (units, mask) = try unitFactors(of: layer)
        for member in layer.allMembers {
            let factors = shrinkage[member, of: layer]
            guard let units, let mask else {
                (factors.forward, factors.backward) = (nil, nil)
                continue
            }
            factors.forward = try weightFactors(units, mask, of: member)
            guard prunedGradientScale != 1 else { continue }
            let scales = try mask + (1 - mask) * prunedGradientScale
            factors.backward = try member.pattern.spread(
                scales, overShape: member.parameter.tensor.shape)
        }
    }

    /// The factors of the units, and 1 for those that are kept; `nil` while all are.
    private func unitFactors(of layer: PrunedLayer) throws -> (factors: Tensor?, mask: Tensor?) {
        guard layer.prunedUnitCount > 0 else { return (nil, nil) }
        let magnitudes = try layer.magnitudes()
        let mask = try hardMask(of: magnitudes, prunedCount: layer.prunedUnitCount)
        let threshold = try threshold(of: magnitudes, prunedCount: layer.prunedUnitCount)
        // What is kept is no zero, however near the threshold it is.
        let factors = try factors(of: magnitudes, threshold: threshold)
            .clamped(to: leastFactor...PDP.Temperature.range.upperBound)
        return (try factors * mask, mask)
    }

    private func weightFactors(
        _ units: Tensor, _ mask: Tensor, of member: LayerMember
    ) throws -> Tensor {
        let weight = member.parameter.tensor
        let factors = try member.pattern.spread(units, overShape: weight.shape)
        let isKept = try member.pattern.spread(mask, overShape: weight.shape)
        return try scale(of: weight, isKept: isKept).map { try factors * $0 } ?? factors
    }

    /// The stored weights times their factors.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try layer.checkWeights()
        return try withoutGradients {
            let (units, mask) = try unitFactors(of: layer)
            let kept = try layer.masked(by: layer.hardMask())
            guard let units, let mask else { return kept }
            return try zip(kept, layer.allMembers).map { kept, member in
                try kept * weightFactors(units, mask, of: member)
            }
        }
    }
}

/// The least factor of a weight that is kept.
let leastFactor = 0x1p-20

/// What the weights and the gradients of one parameter are multiplied with.
final class WeightFactors {
    /// For the weights; `nil` while they stay as they are.
    var forward: Tensor?

    /// For their gradients; `nil` where these pass as they are.
    var backward: Tensor?
}

/// The factors of the parameters of all layers.
struct ParameterShrinkage {
    private var all: [String: WeightFactors] = [:]

    /// The keys of the layers that have parameters here.
    private(set) var layers: [String] = []

    /// Makes a place for the factors of a parameter.
    mutating func added(for member: LayerMember, of layer: PrunedLayer) -> WeightFactors {
        if !layers.contains(layer.key) { layers.append(layer.key) }
        let factors = WeightFactors()
        all[Self.key(member, layer)] = factors
        return factors
    }

    subscript(member: LayerMember, of layer: PrunedLayer) -> WeightFactors {
        guard let found = all[Self.key(member, layer)] else {
            preconditionFailure("the method has not been attached to '\(layer.name)'")
        }
        return found
    }

    private static func key(_ member: LayerMember, _ layer: PrunedLayer) -> String {
        layer.key + "\n" + member.path
    }
}

/// Multiplies the weights of one parameter with its factors.
final class ShrunkWeight: WeightTransform {
    private let factors: WeightFactors

    init(_ factors: WeightFactors) {
        self.factors = factors
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        guard let forward = factors.forward else { return weight }
        let scale = factors.backward
        return try withCustomGradient(
            of: [weight], forward: { try weight * forward },
            backward: { gradient in [try scale.map { try gradient * $0 } ?? gradient] })
    }
}
