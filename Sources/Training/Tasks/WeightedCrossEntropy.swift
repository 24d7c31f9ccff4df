import Tensors

/// The mean cross-entropy in which an example counts as much as the weight of its class.
///
/// With p the softmax of the logits and s the smoothing it is
/// ((1 − s)·Σᵢ −w(yᵢ)·log pᵢ(yᵢ) + s/C·Σᵢ Σ_c −w(c)·log pᵢ(c)) / Σᵢ w(yᵢ), as PyTorch's `cross_entropy` with
/// `weight` and `label_smoothing`.
///
/// - Parameters:
///   - logits: `[batch, classes]`.
///   - labels: `[batch]`, of `int64`.
///   - weights: A number of at least 0 for each class.
///   - labelSmoothing: *s*, in `0..<1`.
/// - Returns: A scalar.
/// - Throws: `TorchError` for labels that are no classes.
func crossEntropy(
    of logits: Tensor, with labels: Tensor, weights: [Double], labelSmoothing: Double
) throws -> Tensor {
    let classWeights = try Tensor(weights.map(Float.init), shape: [1, weights.count])
        .moved(to: logits.device ?? .cpu).converted(to: logits.scalarType ?? .float32)
    let logarithms = try logits.logSoftmax(along: 1) * classWeights
    let own = try logarithms.gathered(1, at: labels.reshaped([labels.count, 1])).sum()
    let total = try classWeights.reshaped([weights.count]).selecting(labels, along: 0).sum()
    guard labelSmoothing > 0 else { return try -own / total }
    let all = try logarithms.sum() * (labelSmoothing / Double(weights.count))
    return try -(own * (1 - labelSmoothing) + all) / total
}
