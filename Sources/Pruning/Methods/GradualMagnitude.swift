// "To prune, or not to prune: exploring the efficacy of pruning for model compression", Zhu and
// Gupta, 2017, arXiv:1710.01878. The variant of its authors' code in TensorFlow: one mask per layer,
// chosen anew whenever the sparsity changes. Its cubic schedule is `CubicRamp`.

import Layers
public import Tensors

/// Gradual magnitude pruning: the smallest weights are masked while the sparsity rises, and only
/// kept weights are trained.
///
/// A masked weight keeps its stored value, and may come back if a kept one has become smaller by the
/// time the next mask is chosen.
public final class GradualMagnitude: PruningMethod {
    private var masks = LayerMasks()

    /// Creates the method.
    public init() {}

    /// `gradual-magnitude`.
    public var name: String { "gradual-magnitude" }

    /// The masks.
    public var state: [(name: String, tensor: Tensor)] { masks.state }

    /// Goes back to other masks.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try masks.restore(state)
    }

    /// Lets every parameter of `layers` compute with its masked weights.
    public func attach(to layers: [PrunedLayer]) throws { masks.attach(to: layers) }

    /// Chooses the masks by magnitude where the number of pruned units has changed.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try masks.follow(layers) { try $0.magnitudes() }
    }

    /// The weights under the last mask; the smallest make up a difference.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try masks.hardWeights(of: layer, by: layer.magnitudes())
    }
}

extension MethodDescription {
    static let gradualMagnitude = MethodDescription(
        "gradual-magnitude", "masks the smallest weights, more and more of them; trains the others"
    ) { _ in GradualMagnitude() }
}
