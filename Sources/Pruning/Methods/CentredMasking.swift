import Layers
import Tensors

/// Multiplies the weights of one parameter with the centred mask of its layer, max(0, 2m − 1).
///
/// The gradient of kept weights is that of the formula, through the mask too; pruned weights get that of
/// what they would be without a mask. Followers are multiplied alike, but no gradient comes from them to
/// the mask.
final class CentredMasking: WeightTransform {
    private let layer: LayerLink
    private let pattern: any Pattern
    private let method: PDP
    private let isFollower: Bool

    init(_ member: LayerMember, of layer: LayerLink, method: PDP) {
        self.layer = layer
        self.method = method
        isFollower = member.isFollower
        pattern = member.pattern
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        guard layer.prunedUnitCount > 0 else { return weight }
        let mask = try layer.mask(for: self, temperature: method.currentTemperature) {
            try method.centredMask(of: layer)
        }
        let factors = try pattern.spread(
            isFollower ? mask.detached() : mask, overShape: weight.shape)
        // x − x is exactly 0, and the derivative of the second x is left out.
        let pruned = try weight * (1 - factors.detached().sign())
        return try weight * factors + (pruned - pruned.detached())
    }
}

extension PDP {
    /// max(0, 2m − 1) of the units of a layer, `[groups, units]`, differentiable in its weights.
    func centredMask(of layer: LayerLink) throws -> Tensor {
        let magnitudes = try layer.magnitudes()
        let threshold = try threshold(of: magnitudes, prunedCount: layer.prunedUnitCount)
        let mask = try softMask(
            of: magnitudes, threshold: threshold,
            temperature: currentTemperature.tau(threshold: threshold))
        return try (mask * 2 - 1).relu()
    }
}
