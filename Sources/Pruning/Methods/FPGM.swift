// "Filter Pruning via Geometric Median for Deep Convolutional Neural Networks Acceleration" (FPGM),
// He, Liu, Wang, Hu and Yang, CVPR 2019, arXiv:1811.00250. The variant with hard masks that are chosen
// when the sparsity changes; its authors choose once an epoch.

import Layers
import Tensors

/// Prunes the output channels that the others of their layer can replace best: those with the
/// smallest sum of distances to all others.
///
/// Only kept channels are trained. Pruned ones keep their stored weights and count in the distances.
public final class FPGM: MaskedMethod {
    var masks = LayerMasks()

    /// Creates the method.
    public init() {}

    /// `fpgm`.
    public var name: String { "fpgm" }

    /// The sums of the distances to all other channels.
    func scores(of layer: PrunedLayer) throws -> Tensor { try layer.distanceSums() }
}

extension PrunedLayer {
    /// Σ over the other channels of the Euclidean distance, `[1, channels]`; the channels of several
    /// parameters under one mask are laid end to end.
    fileprivate func distanceSums() throws -> Tensor {
        let filters = try Tensor.concatenating(
            members.map { try $0.weights().reshaped([unitsPerGroup, -1]) }, along: 1)
        return try filters.distances(to: filters).sum(along: [1]).reshaped([1, -1])
    }
}

extension MethodDescription {
    static let fpgm = MethodDescription(
        "fpgm", "masks the channels nearest to all others of their layer", patterns: [.channels]
    ) { _ in FPGM() }
}
