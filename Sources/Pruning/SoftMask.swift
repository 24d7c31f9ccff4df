// "PDP: Parameter-free Differentiable Pruning is All You Need", Cho, Adya and Naik, NeurIPS 2023,
// arXiv:2305.11203. These are its formulas, composed of LibTorch's operators; they are the
// reference for the fused kernels and the path for devices other than the processor.

public import Tensors

/// Returns the magnitude at which keeping and pruning are equally likely, in every group.
///
/// t = ½ (max W_l + min W_h), where W_l are the `prunedCount` smallest magnitudes of the group and
/// W_h the others. The threshold is a constant of the step: no gradient flows through it.
///
/// - Parameters:
///   - magnitudes: `[groups, units]`, at least 0.
///   - prunedCount: The units of each group on their way out, above 0 and below the number of units.
/// - Returns: `[groups, 1]`.
/// - Throws: ``PruningError/invalidPrunedCount(_:unitCount:)`` if `prunedCount` leaves one side
///   empty.
/// - Complexity: O(*n* log *n*) for the *n* units of each group.
public func threshold(of magnitudes: Tensor, prunedCount: Int) throws -> Tensor {
    let unitCount = magnitudes.shape[1]
    guard prunedCount > 0, prunedCount < unitCount else {
        throw PruningError.invalidPrunedCount(prunedCount, unitCount: unitCount)
    }
    return try withoutGradients {
        let largestPruned = try magnitudes.smallest(at: prunedCount - 1)
        let smallestKept = try magnitudes.smallest(at: prunedCount)
        return try (largestPruned + smallestKept) * 0.5
    }
}

/// Returns the soft pruning mask of `weights`: near 0 for weights on their way out, near 1 for
/// weights that stay.
///
/// Each weight *w* competes with the threshold *t* in a two-way softmax of squared magnitudes,
/// m(w) = exp(w²/τ) / (exp(w²/τ) + exp(t²/τ)), computed as sigmoid((w² − t²)/τ): the same number
/// without the overflow. A weight exactly at the threshold gets 0.5.
///
/// Gradients flow to `weights`. The threshold is a constant of the step.
///
/// - Parameters:
///   - weights: Floating point, any shape, any device.
///   - threshold: The magnitude *t*, at least 0, broadcastable to `weights`.
///   - temperature: τ, in squared units of the weights, above 0; broadcastable to `weights`.
/// - Returns: A tensor with the shape, type and device of `weights` and values in `0...1`.
/// - Throws: ``TorchError`` if the shapes do not fit.
public func softMask(of weights: Tensor, threshold: Tensor, temperature: Tensor) throws -> Tensor {
    try ((weights.squared() - threshold.squared()) / temperature).sigmoid()
}

/// Returns the hard pruning mask of every group: 0 for the `prunedCount` smallest magnitudes, 1 for
/// the others. Of equal magnitudes the one with the lower index goes first; what is not a number counts
/// as the largest.
///
/// - Parameters:
///   - magnitudes: `[groups, units]`; scores that are negative have an order as well.
///   - prunedCount: The units of each group to prune, from 0 to their number.
/// - Returns: `[groups, units]` with exactly `prunedCount` zeros in each row.
/// - Throws: ``PruningError/invalidPrunedCount(_:unitCount:)`` if the group has fewer units.
public func hardMask(of magnitudes: Tensor, prunedCount: Int) throws -> Tensor {
    let unitCount = magnitudes.shape[1]
    guard prunedCount >= 0, prunedCount <= unitCount else {
        throw PruningError.invalidPrunedCount(prunedCount, unitCount: unitCount)
    }
    return try withoutGradients {
        if let mask = try magnitudes.fusedHardMask(prunedCount: prunedCount) { return mask }
        let order = try magnitudes.sorted(along: 1).indices
        let pruned = try order.narrowed(1, to: 0..<prunedCount)
        return try magnitudes.onesLike().scattered(1, at: pruned, value: 0)
    }
}

extension Tensor {
    /// The element of rank `rank`, counted from the smallest, of each row.
    func smallest(at rank: Int) throws -> Tensor {
        try kthSmallest(rank + 1, along: 1, keepsDimension: true)
    }
}
