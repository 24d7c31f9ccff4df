private let layerNormOperator = Operator("layer_norm")
private let embeddingOperator = Operator("embedding")
private let approximateGELUOperator = Operator("gelu")
private let attentionOperator = Operator("scaled_dot_product_attention")

extension Tensor {
    /// Normalises the last axis of `[…, width]` to mean 0 and variance 1, then scales and shifts it
    /// by a weight and a bias `[width]`.
    public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Double) throws -> Tensor {
        try layerNormOperator(
            .tensor(self), .ints(weight.shape), .tensor(weight), .tensor(bias), .double(epsilon))
    }

    /// The rows of this table `[entries, width]` at `indices`: `[…, width]` for `int64` indices
    /// `[…]`. The row `paddingIndex` gets no gradient.
    public func rows(at indices: Tensor, paddingIndex: Int? = nil) throws -> Tensor {
        try embeddingOperator(.tensor(self), .tensor(indices), .int(paddingIndex ?? -1))
    }

    /// x·Φ(x) with Φ(x) ≈ ½·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
    public func approximateGELU() throws -> Tensor {
        try approximateGELUOperator(.tensor(self), .string("tanh"))
    }

    /// softmax(Q·Kᵀ/√width)·V, where this tensor holds the queries Q.
    ///
    /// Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762,
    /// equation 1.
    ///
    /// - Parameters:
    ///   - keys: K, `[batch, heads, positions, width]`; the queries are
    ///     `[batch, heads, length, width]`.
    ///   - values: V, `[batch, heads, positions, width′]`.
    ///   - mask: Four axes, each as in `[batch, heads, length, positions]` or 1: truth values, false
    ///     where a query must not look, or numbers that are added before the softmax.
    ///   - dropout: The probability with which a position is left out while training.
    ///   - isTraining: Whether that is the case.
    /// - Returns: `[batch, heads, length, width′]`.
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func attention(
        keys: Tensor, values: Tensor, mask: Tensor? = nil, dropout: Double = 0,
        isTraining: Bool = true
    ) throws -> Tensor {
        // The operator multiplies many small matrices. Where less precision is allowed, each of them
        // goes to oneDNN, which takes longer to be called than to multiply.
        let isSlow = device == .cpu && LibTorch.matmulPrecision != .highest
        // In evaluation the operator does not say what would be left out, and a network that is
        // followed is to be trained.
        let isFollowed = dropout > 0 && !isTraining && OperatorObserver.isObserving
        if isSlow || isFollowed {
            return try composedAttention(
                keys: keys, values: values, mask: mask, dropout: dropout, isTraining: isTraining)
        }
        return try attentionOperator(
            .tensor(self), .tensor(keys), .tensor(values), .optional(mask),
            .double(isTraining ? dropout : 0))
    }

    private func composedAttention(
        keys: Tensor, values: Tensor, mask: Tensor?, dropout: Double, isTraining: Bool
    ) throws -> Tensor {
        let scale = 1 / Double(shape.last ?? 1).squareRoot()
        var scores = try (self * scale).matrixProduct(with: keys.permuted([0, 1, 3, 2]))
        if let mask, mask.scalarType == .bool {
            let hidden = try Tensor.full([1], -.infinity, type: scalarType ?? .float32)
            scores = try scores.selected(where: mask, otherwise: hidden)
        } else if let mask {
            scores = try scores + mask
        }
        return try scores.softmax(along: -1).dropout(dropout, isTraining: isTraining)
            .matrixProduct(with: values)
    }
}
