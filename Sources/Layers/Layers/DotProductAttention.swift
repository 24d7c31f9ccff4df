public import Tensors

/// Attention in several heads, each on its own part of the vectors, without projections.
///
/// Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762, section
/// 3.2.
public final class DotProductAttention: ModeDependent {
    /// The number of heads.
    public let headCount: Int

    /// The probability with which a position is left out while training.
    public let dropout: Double

    /// Whether positions are left out.
    public var isTraining = true

    /// Creates the attention of `headCount` heads.
    public init(headCount: Int, dropout: Double = 0) {
        precondition(headCount > 0, "\(headCount) heads; at least 1 is needed")
        self.headCount = headCount
        self.dropout = dropout
    }

    /// Gives every query the values of the positions whose keys are like it.
    ///
    /// - Parameters:
    ///   - queries: `[batch, length, width]`, a multiple of the heads wide.
    ///   - keys: `[batch, positions, width]`.
    ///   - values: `[batch, positions, width]`.
    ///   - mask: Truth values, four axes, each as in `[batch, heads, length, positions]` or 1: false
    ///     where a query must not look. Every query needs a position that it may look at.
    /// - Returns: `[batch, length, width]`.
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func callAsFunction(
        queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor? = nil
    ) throws -> Tensor {
        try heads(queries).attention(
            keys: heads(keys), values: heads(values), mask: mask,
            dropout: dropout, isTraining: isTraining
        ).permuted([0, 2, 1, 3]).flattened(from: 2)
    }

    /// Maps `[batch, length, width]` to `[batch, heads, length, width / heads]`.
    private func heads(_ tensor: Tensor) throws -> Tensor {
        let shape = tensor.shape
        return try tensor.reshaped(Array(shape.prefix(2)) + [headCount, -1]).permuted([0, 2, 1, 3])
    }
}
