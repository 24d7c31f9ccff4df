import Layers
import Tensors

/// Multiplies the weights of one parameter with a mask of zeros and ones.
final class MaskedWeight: WeightTransform {
    /// The weights that gradients reach.
    enum Reach {
        /// Those that the mask keeps.
        case kept

        /// All, as if there were no mask: the straight-through estimator.
        case all
    }

    private let mask: LayerMask
    private let pattern: any Pattern
    private let reach: Reach

    init(_ mask: LayerMask, _ member: LayerMember, gradientsReach reach: Reach = .kept) {
        self.mask = mask
        self.reach = reach
        pattern = member.pattern
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        guard let mask = try mask.spread(by: pattern, overShape: weight.shape) else {
            return weight
        }
        switch reach {
        case .kept: return try weight * mask
        // w + (m·w − w) is exactly 0 or w, and its derivative is 1 because the bracket is constant.
        case .all: return try weight + (weight * mask - weight).detached()
        }
    }
}
