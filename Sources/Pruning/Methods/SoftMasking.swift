import Layers
import Tensors

/// Multiplies the weights of one parameter with the soft mask of its layer. Those of followers are
/// multiplied alike, but no gradient comes from them to the mask.
final class SoftMasking: WeightTransform {
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
        let prunedCount = layer.prunedUnitCount
        guard prunedCount > 0 else { return weight }
        let form = MaskForm(
            temperature: method.currentTemperature, isCentred: method.isCentred)
        // A follower has no mask of its own: its layer's comes from the weights of others.
        if !isFollower, let fused = try layer.fusedSoftMasked(weight, form: form) { return fused }
        return try method.isCentred
            ? centred(weight) : composed(weight, prunedCount: prunedCount)
    }

    /// The formulas by LibTorch's operators, for every device, type and pattern.
    private func composed(_ weight: Tensor, prunedCount: Int) throws -> Tensor {
        let temperature = method.currentTemperature
        let mask = try layer.mask(for: self, temperature: temperature) {
            let magnitudes = try layer.magnitudes()
            let threshold = try threshold(of: magnitudes, prunedCount: prunedCount)
            return try softMask(
                of: magnitudes, threshold: threshold,
                temperature: temperature.tau(threshold: threshold))
        }
        return try pattern.spread(isFollower ? mask.detached() : mask, overShape: weight.shape)
            * weight
    }
}

extension SoftMasking {
    /// The product with max(0, 2m − 1). The gradient of kept weights is that of the formula, through the
    /// mask too; pruned weights get that of what they would be without a mask.
    private func centred(_ weight: Tensor) throws -> Tensor {
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

extension PDP.Temperature {
    /// The positive normal numbers of single precision: τ beyond them is taken as the nearest, in every
    /// precision, so that a group of zeros has a mask too.
    static let range =
        Double(Float.leastNormalMagnitude)...Double(Float.greatestFiniteMagnitude)

    /// τ for thresholds, in their shape.
    func tau(threshold: Tensor) throws -> Tensor {
        switch self {
        case .fixed(let number):
            try (threshold.zerosLike() + number).clamped(to: Self.range)
        case .relative(let factor):
            try (threshold.squared() * factor).clamped(to: Self.range)
        }
    }
}
