// "Are Straight-Through gradients and Soft-Thresholding all you need for Sparse Training?",
// Vanderschueren and De Vleeschouwer, WACV 2023, arXiv:2212.01076. The variant without weights for the
// layers. Thresholds here lie halfway between the largest pruned and the smallest kept magnitude, as in
// the rest of this package.

import Layers
import Tensors

/// Straight-through pruning with a soft threshold: ŵ = s·sign(w)·(|w| − t) for |w| > t, 0 below.
///
/// s makes up, channel by channel, for what the zeros take: 1.01 / (kept + 0.01), where `kept` is the
/// share of the sum of magnitudes that weights above t have. Gradients reach all stored weights as if
/// nothing were masked.
///
/// The pruner has to be advanced before every step. The authors share the zeros out in every step by
/// one threshold for the whole network.
public final class ST3: ShrinkingMethod {
    var shrinkage = ParameterShrinkage()

    /// Creates the method.
    public init() {}

    /// `st-3`.
    public var name: String { "st-3" }

    /// 1 − t/u for magnitudes u above t.
    func factors(of magnitudes: Tensor, threshold: Tensor) throws -> Tensor {
        try (1 - threshold / magnitudes.clamped(to: PDP.Temperature.range)).relu()
    }

    /// s of every output channel.
    func scale(of weight: Tensor, isKept: Tensor) throws -> Tensor? {
        let dimensions = Array(weight.shape.indices.dropFirst())
        let magnitudes = try weight.magnitude()
        let whole = try magnitudes.sum(along: dimensions, keepsDimensions: true)
        let kept = try (magnitudes * isKept).sum(along: dimensions, keepsDimensions: true)
        let share = try kept / whole.clamped(to: PDP.Temperature.range) + 0.01
        return try (share.zerosLike() + 1.01) / share
    }
}

extension MethodDescription {
    static let st3 = MethodDescription(
        "st-3", "straight-through with a soft threshold, rescaled channel by channel",
        patterns: [.unstructured, .nOfM],
        defaults: MethodDefaults(reallocation: .step)
    ) { _ in ST3() }
}
