import Kernels
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
        guard layer.prunedUnitCount > 0 else { return weight }
        let form = MaskForm(temperature: method.currentTemperature, curve: method.curve)
        // A follower has no mask of its own: its layer's comes from the weights of others.
        if !isFollower, let fused = try layer.fusedSoftMasked(weight, form: form) { return fused }
        return switch method.curve {
        case .soft: try factors(of: weight) * weight
        case .centred: try centred(weight)
        case .steep: try steep(weight)
        }
    }

    /// The masks of the units at the places of the weights, by LibTorch's operators: for every device, type and
    /// pattern.
    private func factors(of weight: Tensor) throws -> Tensor {
        let mask = try layer.mask(for: self, temperature: method.currentTemperature) {
            try method.unitMask(of: layer)
        }
        return try pattern.spread(isFollower ? mask.detached() : mask, overShape: weight.shape)
    }

    /// The gradient of kept weights is that of the formula, through the mask too; pruned weights get that of
    /// what they would be without a mask.
    private func centred(_ weight: Tensor) throws -> Tensor {
        let factors = try factors(of: weight)
        // x − x is exactly 0, and the derivative of the second x is left out.
        let pruned = try weight * (1 - factors.detached().sign())
        return try weight * factors + (pruned - pruned.detached())
    }

    /// The gradient is scaled with min(1, 2m).
    private func steep(_ weight: Tensor) throws -> Tensor {
        let (factors, scale) = try withoutGradients {
            let mask = try layer.mask(for: self, temperature: method.currentTemperature) {
                try method.softMask(of: layer)
            }
            return (
                try pattern.spread(method.curve.applied(to: mask), overShape: weight.shape),
                try pattern.spread((mask * 2).clamped(to: 0...1), overShape: weight.shape)
            )
        }
        return try withCustomGradient(
            of: [weight], forward: { try weight * factors }, backward: { [try $0 * scale] })
    }
}

extension PDP {
    /// The masks of the units of a layer, `[groups, units]`, differentiable in its weights but for a steep one.
    func unitMask(of layer: LayerLink) throws -> Tensor {
        try curve.applied(to: softMask(of: layer))
    }

    /// m of the units of a layer, `[groups, units]`, differentiable in its weights.
    fileprivate func softMask(of layer: LayerLink) throws -> Tensor {
        let magnitudes = try layer.magnitudes()
        let threshold = try threshold(of: magnitudes, prunedCount: layer.prunedUnitCount)
        return try Pruning.softMask(
            of: magnitudes, threshold: threshold,
            temperature: currentTemperature.tau(threshold: threshold))
    }
}

extension MaskCurve {
    /// What the curve makes of m.
    fileprivate func applied(to mask: Tensor) throws -> Tensor {
        switch self {
        case .soft: mask
        case .centred: try (mask * 2 - 1).relu()
        case .steep: try ((mask * 2 - 1).relu().logarithm() / 3).exponential()
        }
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
