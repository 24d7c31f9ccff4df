import Layers
import Tensors

/// One trainable score for every unit of every layer.
struct LayerScores {
    /// The scores, `[groups, units]`, in the order of the layers.
    private(set) var parameters: [NamedParameter] = []

    /// Makes the scores of `layers`, all equal to `initial`.
    mutating func make(for layers: [PrunedLayer], initial: Double) throws {
        parameters = try layers.map { layer in
            let scores = try withoutGradients { try layer.magnitudes().zerosLike() + initial }
            return NamedParameter(path: Self.path(of: layer), parameter: try Parameter(scores))
        }
    }

    /// The scores of a layer for which they have been made.
    subscript(layer: PrunedLayer) -> Parameter {
        let path = Self.path(of: layer)
        guard let found = parameters.first(where: { $0.path == path }) else {
            preconditionFailure("the method has not been attached to '\(layer.name)'")
        }
        return found.parameter
    }

    /// The stored weights of the units with the highest scores.
    func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        let scores = try self[layer].tensor.checkedToBeNumbers(in: layer.name)
            .below(where: layer.heldUnits)
        return try layer.masked(
            by: hardMask(of: scores, prunedCount: layer.prunedUnitCount))
    }

    private static func path(of layer: PrunedLayer) -> String { layer.key + ".scores" }
}

/// Multiplies the weights of one parameter with a mask, and lets the scores that the mask was
/// chosen by learn from it: dL/dS = Σ dL/dŵ · w over the weights of a unit, as if ŵ = S·w.
final class ScoredWeight: WeightTransform {
    private let mask: LayerMask
    private let scores: Parameter
    private let pattern: any Pattern

    init(_ member: LayerMember, mask: LayerMask, scores: Parameter) {
        self.mask = mask
        self.scores = scores
        pattern = member.pattern
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        // S − S is 0 with the derivative 1 because the second is constant.
        let passage = try scores.tensor - scores.tensor.detached()
        let units = try mask.units.map { try $0 + passage } ?? passage + 1
        return try weight * pattern.spread(units, overShape: weight.shape)
    }
}
