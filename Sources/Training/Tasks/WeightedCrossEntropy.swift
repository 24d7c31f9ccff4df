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
/// - Returns: A scalar; 0 where all labels have the weight 0.
/// - Throws: `TorchError` for labels that are no classes.
func crossEntropy(
    of logits: Tensor, with labels: Tensor, weights: [Double], labelSmoothing: Double
) throws -> Tensor {
    let classWeights = try classWeightTensor(weights, on: logits)
        .converted(to: logits.scalarType ?? .float32)
    let logarithms = try logits.logSoftmax(along: 1) * classWeights
    let own = try logarithms.gathered(1, at: labels.reshaped([labels.count, 1])).sum()
    let sum = try classWeights.selecting(labels, along: 0).sum()
    // Without an example that counts, 0 is divided by 1.
    let total = try sum + sum.isEqual(to: 0)
    guard labelSmoothing > 0 else { return try -own / total }
    let all = try logarithms.sum() * sum.sign() * (labelSmoothing / Double(weights.count))
    return try -(own * (1 - labelSmoothing) + all) / total
}

/// The weights of classes, `[classes]`, where `other` is.
func classWeightTensor(_ weights: [Double], on other: Tensor) throws -> Tensor {
    try Tensor(weights.map(Float.init), shape: [weights.count]).moved(to: other.device ?? .cpu)
}
