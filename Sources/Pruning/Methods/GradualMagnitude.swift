// "To prune, or not to prune: exploring the efficacy of pruning for model compression", Zhu and
// Gupta, 2017, arXiv:1710.01878. The variant of its authors' code in TensorFlow: one mask per layer,
// chosen anew whenever the sparsity changes. Its cubic schedule is `CubicRamp`.

/// Gradual magnitude pruning: the smallest weights are masked while the sparsity rises, and only
/// kept weights are trained.
///
/// A masked weight keeps its stored value, and may come back if a kept one has become smaller by the
/// time the next mask is chosen.
public final class GradualMagnitude: MaskedMethod {
    var masks = LayerMasks()

    /// Creates the method.
    public init() {}

    /// `gradual-magnitude`.
    public var name: String { "gradual-magnitude" }

    /// A new mask is chosen wherever the number changes.
    public var allowsReallocation: Bool { true }
}

extension MethodDescription {
    static let gradualMagnitude = MethodDescription(
        "gradual-magnitude", "masks the smallest weights, more and more of them; trains the others"
    ) { _ in GradualMagnitude() }
}
