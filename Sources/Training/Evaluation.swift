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

    /// The examples of each class, in the order of the labels.
    public let classes: [ClassCounts]

    /// The examples of one class.
    public struct ClassCounts: Equatable, Sendable {
        /// Those that are taken for what they are.
        public let correctCount: Int

        /// All of them.
        public let count: Int

        /// Creates counts.
        public init(correctCount: Int, count: Int) {
            self.correctCount = correctCount
            self.count = count
        }

        /// The share that is classified correctly, in `0...1`; `nil` for a class without examples.
        public var accuracy: Double? { count > 0 ? Double(correctCount) / Double(count) : nil }
    }

    /// The share of examples that are classified correctly, in `0...1`.
    public var accuracy: Double { Double(correctCount) / Double(max(count, 1)) }
}

/// Classifies every example of `source` in evaluation mode, and gives the network the mode back that
/// it had.
///
/// - Parameters:
///   - classifier: The network.
///   - source: The examples, in any order.
///   - device: Where the network is.
/// - Returns: Accuracy and loss over all examples, and the accuracy of each class.
/// - Throws: ``TrainingError/nothingToEvaluate`` for a source without examples, and what the source
///   and the network throw.
public func evaluate(
    _ classifier: Classifier, on source: some BatchSource, device: Device = .cpu
) throws -> Evaluation {
    try classifier.network.evaluating {
        try withoutGradients { try evaluateInMode(classifier, on: source, device: device) }
    }
}

private func evaluateInMode(
    _ classifier: Classifier, on source: some BatchSource, device: Device
) throws -> Evaluation {
    let tally = try Tally(device: device)
    var classes: ClassTally?
    let batches = source.batches(epoch: 0, startingAt: 0)
    while let batch = try batches.next(on: device) {
        let logits = try classifier(batch.inputs)
        try tally.add(
            logits: logits, labels: batch.labels, loss: logits.crossEntropy(with: batch.labels))
        if classes == nil { classes = try ClassTally(count: logits.shape[1], device: device) }
        try classes?.add(logits: logits, labels: batch.labels)
    }
    guard tally.count > 0 else { throw TrainingError.nothingToEvaluate }
    return Evaluation(
        correctCount: try tally.correctCount, count: tally.count, loss: try tally.meanLoss,
        classes: try classes?.counts ?? [])
}

/// Classifies every image of `source`, as ``evaluate(_:on:device:)`` with a ``Classifier`` does.
public func evaluate(
    _ network: any Layer, on source: some BatchSource, device: Device = .cpu
) throws -> Evaluation {
    try evaluate(Classifier(network), on: source, device: device)
}
