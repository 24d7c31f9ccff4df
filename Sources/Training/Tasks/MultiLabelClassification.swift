public import Layers
public import Reports
public import Tensors

/// Any number of labels for each example, each present or not, by binary cross-entropy.
public struct MultiLabelClassification: LearningTask {
    private let output: String?
    private let target: String?

    /// Describes the task.
    ///
    /// - Parameters:
    ///   - output: The output with the logits `[batch, labels]`, above 0 for a label that is present;
    ///     `nil` for the only one.
    ///   - target: The target `[batch, labels]` of zeros and ones; `nil` for the only one.
    public init(output: String? = nil, target: String? = nil) {
        self.output = output
        self.target = target
    }

    /// `multi-label`.
    public var name: String { "multi-label" }

    /// F1 over all labels, their share that is right, and the share of examples all of whose labels are.
    public var metrics: [Metric] {
        [
            Metric("f1", title: "F1", unit: .share), .accuracy,
            Metric("exactMatch", title: "exact match", unit: .share),
        ]
    }

    /// The mean binary cross-entropy over all labels.
    public func loss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        let logits = try outputs.tensor(output, role: "outputs")
        return try logits.binaryCrossEntropy(
            with: targets.tensor(target, role: "targets").converted(
                to: logits.scalarType ?? .float32))
    }

    /// Labels found, missed and made up, all labels, and examples that are right.
    public func sums(of outputs: NamedTensors, targets: NamedTensors) throws -> NamedTensors {
        let answers = try outputs.tensor(output, role: "outputs").isGreater(than: 0)
        let truth = try targets.tensor(target, role: "targets").isGreater(than: 0.5)
        let both = try answers.converted(to: .int64) + truth.converted(to: .int64)
        let isRight = try answers.isEqual(to: truth)
        let rightCounts = try isRight.converted(to: .int64).flattened().sum(along: [1])
        return [
            "found": try both.isEqual(to: 2).sum(),
            "either": try both.sum(),
            "right": try isRight.sum(),
            "labels": try answers.isEqual(to: answers).sum(),
            "exact": try rightCounts.isEqual(
                to: Double(answers.count / max(answers.shape.first ?? 1, 1))
            ).sum(),
        ]
    }

    /// F1 = 2·found / (labels answered + labels present), 1 where there are neither.
    public func values(from sums: [String: [Double]], count: Int) -> [String: Double] {
        func sum(_ name: String) -> Double { sums[name]?.first ?? 0 }
        return [
            "f1": sum("either") > 0 ? 2 * sum("found") / sum("either") : 1,
            "accuracy": sum("right") / max(sum("labels"), 1),
            "exactMatch": sum("exact") / Double(count),
        ]
    }
}
