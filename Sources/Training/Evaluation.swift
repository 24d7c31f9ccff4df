public import Layers
public import Models
public import Tensors

/// How well a network does on labelled examples.
public struct Evaluation: Equatable, Sendable {
    /// The examples whose largest logit is that of their label.
    public let correctCount: Int

    /// The number of examples.
    public let count: Int

    /// The mean cross-entropy, without label smoothing.
    public let loss: Double

    /// The share of examples that are classified correctly, in `0...1`.
    public var accuracy: Double { Double(correctCount) / Double(max(count, 1)) }
}

/// Classifies every example of `source` in evaluation mode and leaves the network in that mode.
///
/// - Parameters:
///   - classifier: The network.
///   - source: The examples, in any order.
///   - device: Where the network is.
/// - Returns: Accuracy and loss over all examples.
/// - Throws: What the source and the network throw.
public func evaluate(
    _ classifier: Classifier, on source: some BatchSource, device: Device = .cpu
) throws -> Evaluation {
    classifier.network.setTraining(false)
    return try withoutGradients {
        let tally = try Tally(device: device)
        let batches = source.batches(epoch: 0, startingAt: 0)
        while let batch = try batches.next(on: device) {
            let logits = try classifier(batch.inputs)
            try tally.add(
                logits: logits, labels: batch.labels, loss: logits.crossEntropy(with: batch.labels))
        }
        return Evaluation(
            correctCount: try tally.correctCount, count: tally.count, loss: try tally.meanLoss)
    }
}

/// Classifies every image of `source`, as ``evaluate(_:on:device:)`` with a ``Classifier`` does.
public func evaluate(
    _ network: any Layer, on source: some BatchSource, device: Device = .cpu
) throws -> Evaluation {
    try evaluate(Classifier(network), on: source, device: device)
}
