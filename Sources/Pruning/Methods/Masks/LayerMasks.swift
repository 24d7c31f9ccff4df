import Layers
import Tensors

/// The masks that a method has chosen, layer by layer.
struct LayerMasks {
    private var masks: [(layer: String, mask: LayerMask)] = []

    /// Makes a mask for every layer and sets the transforms of its parameters.
    mutating func attach(
        to layers: [PrunedLayer],
        transform: (PrunedLayer, LayerMember, LayerMask) -> any WeightTransform = {
            MaskedWeight($2, $1)
        }
    ) {
        masks = []
        for layer in layers {
            let mask = LayerMask(layer)
            masks.append((layer.key, mask))
            layer.setTransforms { transform(layer, $0, mask) }
        }
    }

    /// The mask of a layer that has been attached.
    subscript(layer: PrunedLayer) -> LayerMask {
        guard let found = masks.first(where: { $0.layer == layer.key }) else {
            preconditionFailure("the method has not been attached to '\(layer.name)'")
        }
        return found.mask
    }

    /// Chooses anew in every layer whose number of pruned units has changed: those with the lowest
    /// `scores` go.
    func follow(_ layers: [PrunedLayer], by scores: (PrunedLayer) throws -> Tensor) throws {
        for layer in layers where self[layer].prunedCount != layer.prunedUnitCount {
            try self[layer].prune(layer.prunedUnitCount) { try scores(layer) }
        }
    }

    /// The stored weights under the mask in use; where that has another number of zeros than the
    /// layer is to have, the lowest `scores`, at least 0, make up the difference.
    func hardWeights(of layer: PrunedLayer, by scores: Tensor) throws -> [Tensor] {
        try withoutGradients {
            let order = try self[layer].prunedFirst(scores.checkedToBeNumbers(in: layer.name))
                .below(where: layer.heldUnits)
            return try layer.masked(
                by: hardMask(of: order, prunedCount: layer.prunedUnitCount))
        }
    }

    /// The masks that have been chosen, for checkpoints.
    var state: [(name: String, tensor: Tensor)] {
        masks.compactMap { layer, mask in mask.units.map { (Self.name(of: layer), $0) } }
    }

    /// Goes back to a ``state``.
    func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        for (layer, mask) in masks {
            let name = Self.name(of: layer)
            try mask.restore(state.first { $0.name == name }?.tensor)
        }
    }

    private static func name(of layer: String) -> String { layer + ".mask" }
}
