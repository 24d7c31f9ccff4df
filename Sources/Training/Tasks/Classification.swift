public import Layers
public import Reports
public import Tensors

/// One class for each example, by cross-entropy.
public struct Classification: ClassifyingTask {
    /// The name in recipes and files.
    public static let name = "classification"

    /// The share of the probability that the loss spreads over all classes, in `0..<1`.
    public let labelSmoothing: Double

    /// How much an example of each class counts in the loss of training; empty for all the same.
    public let classWeights: [Double]

    private let output: String?
    private let target: String?

    /// Describes the task.
    ///
    /// - Parameters:
    ///   - labelSmoothing: The share of the probability that the loss spreads over all classes.
    ///   - classWeights: How much an example of each class counts in the loss of training, at least 0;
    ///     empty for all the same.
    ///   - output: The output with the logits `[batch, classes]`; `nil` for the only one.
    ///   - target: The target with the classes, `[batch]` of `int64`; `nil` for the only one.
    public init(
        labelSmoothing: Double = 0, classWeights: [Double] = [], output: String? = nil,
        target: String? = nil
    ) {
        self.labelSmoothing = labelSmoothing
        self.classWeights = classWeights
        self.output = output
        self.target = target
    }

    /// `classification`.
    public var name: String { Self.name }

    /// The accuracy.
    public var metrics: [Metric] { [.accuracy] }

    /// The output with the logits.
    public func logits(in outputs: NamedTensors) throws -> Tensor {
        try outputs.tensor(output, role: "outputs")
    }

    /// The target with the classes.
    public func labels(in targets: NamedTensors) throws -> Tensor {
        try targets.tensor(target, role: "targets")
    }

    /// The mean cross-entropy with smoothed labels, and weights of the classes.
    public func loss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        guard classWeights.isEmpty else {
            return try crossEntropy(
                of: logits(in: outputs), with: labels(in: targets), weights: classWeights,
                labelSmoothing: labelSmoothing)
        }
        return try logits(in: outputs).crossEntropy(
            with: labels(in: targets), labelSmoothing: labelSmoothing)
    }

    /// The sum of the weights of the classes; `nil` where all count the same.
    public func trainingTermCount(of targets: NamedTensors) throws -> Tensor? {
        guard !classWeights.isEmpty else { return nil }
        let labels = try labels(in: targets)
        return try classWeightTensor(classWeights, on: labels).selecting(labels, along: 0).sum()
    }

    /// The mean cross-entropy.
    public func evaluationLoss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        try logits(in: outputs).crossEntropy(with: labels(in: targets))
    }

    /// The examples whose largest logit is that of their class.
    public func sums(of outputs: NamedTensors, targets: NamedTensors) throws -> NamedTensors {
        let answers = try logits(in: outputs).indexOfMaximum(along: 1)
        return ["correct": try answers.isEqual(to: labels(in: targets)).sum()]
    }

    /// The share of correct answers.
    public func values(from sums: [String: [Double]], count: Int) -> [String: Double] {
        ["accuracy": (sums["correct"]?.first ?? 0) / Double(count)]
    }
}
