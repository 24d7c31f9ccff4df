public import Layers
public import ProcessGroups
public import Reports
public import Tensors

/// How well a network does on examples.
public struct Evaluation: Equatable, Sendable {
    /// What the network is judged by, the most important first.
    public let metrics: [Metric]

    /// The metrics and the loss by name.
    public let values: [String: Double]

    /// The number of examples.
    public let count: Int

    /// The examples of each class, in the order of the labels; empty where examples have no class.
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

    /// The mean loss, without label smoothing.
    public var loss: Double { values["loss"] ?? .nan }

    /// The value of the first of ``metrics``.
    public var score: Double { metrics.first.flatMap { values[$0.name] } ?? loss }

    /// The share of examples that are classified correctly, in `0...1`; not a number for tasks that
    /// have no such share.
    public var accuracy: Double { values["accuracy"] ?? .nan }

    /// The examples that are classified correctly; `nil` where examples have no class.
    public var correctCount: Int? {
        classes.isEmpty ? nil : classes.reduce(0) { $0 + $1.correctCount }
    }
}

/// Applies a network to every example of `source` in evaluation mode, and gives it the mode back that
/// it had.
///
/// - Parameters:
///   - network: The network.
///   - source: The examples, in any order.
///   - task: What it has learned; classes if nothing else is said.
///   - device: Where the network is.
///   - memoryFormat: How images lie in memory.
///   - processes: Processes that have the same network and evaluate a share of the examples each; `nil`
///     for one.
/// - Returns: Loss and metrics over all examples, and the accuracy of each class.
/// - Throws: ``TrainingError/nothingToEvaluate`` for a source without examples, and what the source
///   and the network throw.
public func evaluate(
    _ network: any Network, on source: some BatchSource,
    task: any LearningTask = Classification(), device: Device = .cpu,
    memoryFormat: MemoryFormat = .contiguous, processes: ProcessGroup? = nil
) throws -> Evaluation {
    try network.evaluating {
        try withoutGradients {
            try evaluateInMode(
                network, on: source.share(of: processes), task: task, device: device,
                memoryFormat: memoryFormat, processes: processes)
        }
    }
}

private func evaluateInMode(
    _ network: any Network, on source: some BatchSource, task: any LearningTask, device: Device,
    memoryFormat: MemoryFormat, processes: ProcessGroup?
) throws -> Evaluation {
    var tally = try Tally(of: task, device: device)
    var classes: ClassTally?
    let batches: any BatchStream = source.batches(epoch: 0, startingAt: 0)
    while let batch = try batches.next(on: device) {
        guard batch.isCounted(in: processes) else { continue }
        let outputs = try network(batch.inputs.laidOut(memoryFormat))
        try tally.add(
            outputs: outputs, batch: batch,
            loss: task.evaluationLoss(of: outputs, targets: batch.targets))
        guard let task = task as? any ClassifyingTask else { continue }
        let logits = try task.logits(in: outputs)
        if classes == nil { classes = try ClassTally(count: logits.shape[1], device: device) }
        try classes?.add(logits: logits, labels: task.labels(in: batch.targets))
    }
    tally = try tally.total(over: processes)
    guard tally.count > 0 else { throw TrainingError.nothingToEvaluate }
    return Evaluation(
        metrics: task.metrics, values: try tally.values, count: tally.count,
        classes: try (classes?.counts ?? []).total(over: processes))
}
