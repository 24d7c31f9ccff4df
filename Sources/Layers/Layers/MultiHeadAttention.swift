public import Tensors

/// Attention in several heads with projections of its own, as PyTorch's `MultiheadAttention`.
///
/// Keys and values may have fewer heads than queries, each of them shared by several (grouped-query
/// attention), and heads may be of any width.
///
/// Sources: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762, section 3.2.2;
/// Ainslie et al., "GQA", EMNLP 2023, arXiv:2305.13245, for heads of keys that are shared.
public final class MultiHeadAttention: ModeDependent {
    /// `[heads · key width, width]`.
    public let query: Linear

    /// `[key heads · key width, key input width]`.
    public let key: Linear

    /// `[key heads · value width, key input width]`.
    public let value: Linear

    /// `[width, heads · value width]`.
    public let output: Linear

    /// The number of heads of queries.
    public let headCount: Int

    /// The number of heads of keys and values.
    public let keyHeadCount: Int

    /// The probability with which a position is left out while training.
    public let dropout: Double

    /// Whether positions are left out.
    public var isTraining = true

    /// Creates attention with random projections.
    ///
    /// - Parameters:
    ///   - width: The width of queries and outputs.
    ///   - headCount: The heads of queries, at least 1.
    ///   - keyHeadCount: The heads of keys and values, which divide those of queries; as many unless given.
    ///   - keyWidth: The width of a head of queries and keys; `width / headCount` unless given.
    ///   - valueWidth: The width of a head of values; `keyWidth` unless given.
    ///   - keyInputWidth: The width of what keys and values are made from; `width` unless given.
    ///   - hasBias: Whether the projections add a bias.
    ///   - dropout: The probability with which a position is left out while training.
    /// - Throws: `TorchError` if LibTorch refuses.
    public init(
        width: Int, headCount: Int, keyHeadCount: Int? = nil, keyWidth: Int? = nil,
        valueWidth: Int? = nil, keyInputWidth: Int? = nil, hasBias: Bool = true,
        dropout: Double = 0
    ) throws {
        let keyHeadCount = keyHeadCount ?? headCount
        precondition(
            headCount > 0 && keyHeadCount > 0 && headCount % keyHeadCount == 0,
            "\(headCount) heads do not divide into \(keyHeadCount) heads of keys")
        precondition(
            keyWidth != nil || width % headCount == 0,
            "a width of \(width) does not divide into \(headCount) heads; give a key width")
        let keyWidth = keyWidth ?? width / headCount
        let valueWidth = valueWidth ?? keyWidth
        let keyInputWidth = keyInputWidth ?? width
        query = try Linear(width, headCount * keyWidth, hasBias: hasBias)
        key = try Linear(keyInputWidth, keyHeadCount * keyWidth, hasBias: hasBias)
        value = try Linear(keyInputWidth, keyHeadCount * valueWidth, hasBias: hasBias)
        output = try Linear(headCount * valueWidth, width, hasBias: hasBias)
        self.headCount = headCount
        self.keyHeadCount = keyHeadCount
        self.dropout = dropout
    }

    /// Gives every query the values of the positions whose keys are like it.
    ///
    /// - Parameters:
    ///   - queries: `[batch, length, width]`.
    ///   - context: What keys and values are made from, `[batch, positions, key input width]`; the queries
    ///     unless given.
    ///   - mask: Truth values, four axes, each as in `[batch, heads, length, positions]` or 1: false
    ///     where a query must not look. Every query needs a position that it may look at.
    /// - Returns: `[batch, length, width]`.
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func callAsFunction(
        _ queries: Tensor, context: Tensor? = nil, mask: Tensor? = nil
    ) throws -> Tensor {
        let context = context ?? queries
        let keys = try heads(key(context), count: keyHeadCount)
        let values = try heads(value(context), count: keyHeadCount)
        return try output(
            heads(query(queries), count: headCount).attention(
                keys: repeated(keys), values: repeated(values), mask: mask,
                dropout: dropout, isTraining: isTraining
            ).permuted([0, 2, 1, 3]).flattened(from: 2))
    }

    /// Maps `[batch, length, count · width]` to `[batch, count, length, width]`.
    private func heads(_ tensor: Tensor, count: Int) throws -> Tensor {
        let shape = tensor.shape
        return try tensor.reshaped(Array(shape.prefix(2)) + [count, -1]).permuted([0, 2, 1, 3])
    }

    /// Every head as often as queries share it.
    private func repeated(_ heads: Tensor) throws -> Tensor {
        guard keyHeadCount < headCount else { return heads }
        return try heads.repeatedInterleaved(headCount / keyHeadCount, along: 1)
    }
}
