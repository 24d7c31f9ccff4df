public import Layers
import Tensors

/// The transforms of a parameter of which several layers have outputs, one after the other: each
/// leaves the outputs of the others as they are.
private final class PartTransforms: WeightTransform {
    private var parts: [(key: String, transform: any WeightTransform)] = []

    /// Sets the transform of the layer `key`.
    func set(_ transform: any WeightTransform, for key: String) {
        parts.removeAll { $0.key == key }
        parts.append((key, transform))
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        try parts.reduce(weight) { try $1.transform($0) }
    }
}

extension PrunedLayer {
    /// Sets the transforms of the parameters, followers too, with which they compute from now on.
    ///
    /// Where the layer has only some channels of a parameter, its transform is added to those of the
    /// other layers.
    ///
    /// - Parameter transform: Makes the transform of a member. It leaves weights that
    ///   ``LayerMember/pattern`` has in no unit as they are, which `spread` of the pattern sees to, and
    ///   does not keep the parameter alive.
    public func setTransforms(_ transform: (LayerMember) throws -> any WeightTransform) rethrows {
        for member in allMembers {
            let own = try transform(member)
            guard member.isPart else {
                member.parameter.transform = own
                continue
            }
            let parts = member.parameter.transform as? PartTransforms ?? PartTransforms()
            parts.set(own, for: key)
            member.parameter.transform = parts
        }
    }
}
