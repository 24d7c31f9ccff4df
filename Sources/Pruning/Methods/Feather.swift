// "Feather: An Elegant Solution to Effective DNN Sparsification", Glentis Georgoulakis, Retsinas and
// Maragos, BMVC 2023, arXiv:2310.02448. Thresholds here lie halfway between the largest pruned and the
// smallest kept magnitude, as in the rest of this package.

import Layers
import Tensors

/// Straight-through pruning with a threshold between hard and soft:
/// ŵ = sign(w)·(|w|³ − t³)^⅓ for |w| > t, 0 below.
///
/// A weight just above the threshold begins near 0, a large one keeps its size. Gradients reach all
/// stored weights; those of pruned ones are multiplied with θ. A unit of several weights is scaled by
/// the same rule for its norm.
///
/// The pruner has to be advanced before every step. The authors share the zeros out in every step by
/// one threshold for the whole network.
public final class Feather: ShrinkingMethod {
    /// θ, what the gradients of pruned weights are multiplied with.
    public let prunedGradientScale: Double

    var shrinkage = ParameterShrinkage()

    /// Creates the method.
    ///
    /// - Parameter prunedGradientScale: θ: 1 up to 95 % zeros and 0.5 above, as its authors run it.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)`` if it is not in `0...1`.
    public init(prunedGradientScale: Double = 1) throws {
        self.prunedGradientScale = try scaleOption.checked(prunedGradientScale, of: "feather")
    }

    /// `feather`.
    public var name: String { "feather" }

    /// (1 − (t/u)³)^⅓ for magnitudes u above t.
    func factors(of magnitudes: Tensor, threshold: Tensor) throws -> Tensor {
        let ratio = try threshold / magnitudes.clamped(to: PDP.Temperature.range)
        let cubes = try (1 - ratio * ratio.squared()).relu()
        return try (cubes.logarithm() / 3).exponential()
    }
}

private let scaleOption = MethodOption(
    "pruned-gradient", in: 0...1, default: nil,
    "θ, what gradients of pruned weights are multiplied with; 1 up to 95 % zeros, 0.5 above")

extension MethodDescription {
    static let feather = MethodDescription(
        "feather",
        "straight-through with one threshold for the network, above which weights begin at 0",
        options: [scaleOption],
        defaults: MethodDefaults(reallocation: .step, startsAtOnce: true)
    ) { settings in
        try Feather(
            prunedGradientScale: settings.given(scaleOption)
                ?? (settings.run.sparsity > 0.95 ? 0.5 : 1))
    }
}
