import Foundation
public import Layers
public import Reports
public import Tensors

/// A class for each position of an example, by cross-entropy: the pixels of an image, the tokens of a
/// text, the next token of each.
public struct PositionClassification: LearningTask {
    /// The label of positions that count for nothing, as in PyTorch.
    public static let ignoredLabel = -100

    /// Where the network puts the logits of the classes.
    public enum Layout: String, CaseIterable, Sendable {
        /// `[batch, classes, positions…]`, as networks of segmentation do.
        case segmentation
        /// `[batch, positions…, classes]`, as networks of language do.
        case tagging
    }

    /// Where the classes are.
    public let layout: Layout

    /// How much a position of each class counts in the loss of training; empty for all the same.
    public let classWeights: [Double]

    private let output: String?
    private let target: String?

    /// Describes the task.
    ///
    /// - Parameters:
    ///   - layout: Where the network puts the classes.
    ///   - classWeights: How much a position of each class counts in the loss of training, at least 0;
    ///     empty for all the same.
    ///   - output: The output with the logits; `nil` for the only one.
    ///   - target: The target with the classes, `[batch, positions…]` of `int64`, where
    ///     ``ignoredLabel`` counts for nothing; `nil` for the only one.
    public init(
        _ layout: Layout, classWeights: [Double] = [], output: String? = nil, target: String? = nil
    ) {
        self.layout = layout
        self.classWeights = classWeights
        self.output = output
        self.target = target
    }

    /// `segmentation` or `tagging`.
    public var name: String { layout.rawValue }

    /// The accuracy over all positions; of tagging the perplexity too.
    public var metrics: [Metric] {
        switch layout {
        case .segmentation: [.accuracy]
        case .tagging: [.accuracy, Metric("perplexity", isBetterLarger: false)]
        }
    }

    /// The sum of the cross-entropy over positions that count, divided by their number; with weights of the
    /// classes each position counts as much as its class, as PyTorch's `cross_entropy` with `weight`.
    public func loss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        guard !classWeights.isEmpty else {
            return try evaluationLoss(of: outputs, targets: targets)
        }
        let logits = try logits(in: outputs)
        let labels = try targets.tensor(target, role: "targets")
        let weights = try classWeightTensor(classWeights, on: logits).converted(
            to: logits.scalarType ?? .float32)
        let sum = try logits.summedCrossEntropy(
            with: labels, ignoring: Self.ignoredLabel, weights: weights)
        // Without positions that count the sum is 0.
        return try sum / weightSum(of: targets).clamped(to: 0x1p-100...0x1p100)
    }

    /// The same without weights.
    public func evaluationLoss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        let count = try countedPositions(in: targets).sum().converted(to: .float32)
        return try lossSum(of: outputs, targets: targets)
            / count.clamped(to: 1...0x1p62)
    }

    /// The number of positions that count.
    public func termCount(of targets: NamedTensors) throws -> Tensor? {
        try countedPositions(in: targets).sum()
    }

    /// The sum of the weights of positions that count; their number where all count the same.
    public func trainingTermCount(of targets: NamedTensors) throws -> Tensor? {
        try classWeights.isEmpty ? termCount(of: targets) : weightSum(of: targets)
    }

    /// Positions that count, correct ones among them, and the sum of the cross-entropy.
    public func sums(of outputs: NamedTensors, targets: NamedTensors) throws -> NamedTensors {
        let labels = try targets.tensor(target, role: "targets")
        let answers = try logits(in: outputs).indexOfMaximum(along: 1)
        return [
            "correct": try answers.isEqual(to: labels).sum(),
            "positions": try countedPositions(in: targets).sum(),
            "loss": try lossSum(of: outputs, targets: targets),
        ]
    }

    /// Accuracy and perplexity.
    public func values(from sums: [String: [Double]], count: Int) -> [String: Double] {
        let positions = max(sums["positions"]?.first ?? 0, 1)
        return [
            "accuracy": (sums["correct"]?.first ?? 0) / positions,
            "perplexity": exp((sums["loss"]?.first ?? 0) / positions),
        ]
    }

    /// The logits as `[batch, classes, positions…]`.
    private func logits(in outputs: NamedTensors) throws -> Tensor {
        let logits = try outputs.tensor(output, role: "outputs")
        guard layout == .tagging else { return logits }
        let rank = logits.shape.count
        return try logits.permuted([0, rank - 1] + (1..<max(rank - 1, 1)))
    }

    private func lossSum(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        try logits(in: outputs).summedCrossEntropy(
            with: targets.tensor(target, role: "targets"), ignoring: Self.ignoredLabel)
    }

    /// The weights of the classes of all positions that count, added up.
    private func weightSum(of targets: NamedTensors) throws -> Tensor {
        let labels = try targets.tensor(target, role: "targets")
        let isCounted = try countedPositions(in: targets)
        let classes = try (labels * isCounted).reshaped([labels.count])
        let weights = try classWeightTensor(classWeights, on: labels).selecting(classes, along: 0)
        return try (weights * isCounted.reshaped([labels.count])).sum()
    }

    private func countedPositions(in targets: NamedTensors) throws -> Tensor {
        try targets.tensor(target, role: "targets").isNotEqual(to: Self.ignoredLabel)
    }
}
