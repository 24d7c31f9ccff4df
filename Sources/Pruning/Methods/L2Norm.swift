// "Pruning Filters for Efficient ConvNets", Li, Kadav, Durdanovic, Samet and Graf, ICLR 2017,
// arXiv:1608.08710. The variant with the L2 norm, which its authors found to work as well as the L1
// norm, and with pruning while training.

import Layers
public import Tensors

/// Prunes the output channels with the smallest L2 norms, gradually; only kept ones are trained.
///
/// It is ``GradualMagnitude`` for channels, whose magnitude is their L2 norm.
public final class L2Norm: PruningMethod {
    private let magnitude = GradualMagnitude()

    /// Creates the method.
    public init() {}

    /// `l2-norm`.
    public var name: String { "l2-norm" }

    /// The masks.
    public var state: [(name: String, tensor: Tensor)] { magnitude.state }

    /// Goes back to other masks.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try magnitude.restore(state)
    }

    /// Lets every parameter of `layers` compute with its masked weights.
    public func attach(to layers: [PrunedLayer]) throws { try magnitude.attach(to: layers) }

    /// Chooses the masks by norm where the number of pruned channels has changed.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try magnitude.prepareStep(layers, at: moment)
    }

    /// The channels under the last mask; those with the smallest norms make up a difference.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try magnitude.hardWeights(of: layer)
    }
}

extension MethodDescription {
    static let l2Norm = MethodDescription(
        "l2-norm", "masks the channels with the smallest norms", patterns: [.channels]
    ) { _ in L2Norm() }
}
