// "Filter Pruning via Geometric Median for Deep Convolutional Neural Networks Acceleration" (FPGM),
// He, Liu, Wang, Hu and Yang, CVPR 2019, arXiv:1811.00250. The variant with hard masks that are chosen
// when the sparsity changes; its authors choose once an epoch.

import Layers
public import Tensors

/// Prunes the output channels that the others of their layer can replace best: those with the
/// smallest sum of distances to all others.
///
/// Only kept channels are trained. Pruned ones keep their stored weights and count in the distances.
public final class FPGM: PruningMethod {
    private var masks = LayerMasks()

    /// Creates the method.
    public init() {}

    /// `fpgm`.
    public var name: String { "fpgm" }

    /// The masks.
    public var state: [(name: String, tensor: Tensor)] { masks.state }

    /// Goes back to other masks.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try masks.restore(state)
    }

    /// Lets every parameter of `layers` compute with its masked weights.
    public func attach(to layers: [PrunedLayer]) throws { masks.attach(to: layers) }

    /// Chooses the masks by distance where the number of pruned channels has changed.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try masks.follow(layers) { try $0.distanceSums() }
    }

    /// The channels under the last mask; the most replaceable make up a difference.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try withoutGradients { try masks.hardWeights(of: layer, by: layer.distanceSums()) }
    }
}

extension PrunedLayer {
    /// Σ over the other channels of the Euclidean distance, `[1, channels]`; the channels of several
    /// parameters under one mask are laid end to end.
    fileprivate func distanceSums() throws -> Tensor {
        let filters = try Tensor.concatenating(
            parameters.map { try $0.tensor.reshaped([unitsPerGroup, -1]) }, along: 1)
        return try filters.distances(to: filters).sum(along: [1]).reshaped([1, -1])
    }
}

extension MethodDescription {
    static let fpgm = MethodDescription(
        "fpgm", "masks the channels nearest to all others of their layer", patterns: [.channels]
    ) { _ in FPGM() }
}
