public import Layers
public import Reports
public import Tensors

/// What a network is to learn: the loss that is minimised and the numbers it is judged by.
///
/// Nothing else in training knows what is learned. Metrics are computed from sums over examples, so
/// that they can be added up over batches, kept in a checkpoint and added over processes.
public protocol LearningTask: Sendable {
    /// The name in recipes and files.
    var name: String { get }

    /// What the network is judged by, the most important first; never empty.
    var metrics: [Metric] { get }

    /// The mean loss of a batch, which is minimised.
    ///
    /// - Parameters:
    ///   - outputs: What the network gives.
    ///   - targets: What it is to give.
    /// - Returns: A scalar that depends on `outputs`.
    /// - Throws: `LayerError` for tensors that are not there, `TorchError` for shapes that do not fit.
    func loss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor

    /// The loss that is reported of an evaluation, such as one without label smoothing.
    func evaluationLoss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor

    /// The number of terms that the loss of a batch is the mean of, a scalar; `nil` for the number of
    /// its examples.
    func termCount(of targets: NamedTensors) throws -> Tensor?

    /// What the loss of training is a mean over, where that is not ``termCount(of:)``: the sum of the
    /// weights of its terms.
    func trainingTermCount(of targets: NamedTensors) throws -> Tensor?

    /// What the metrics need to know of a batch: sums over its examples by name, each of a shape that
    /// is the same for all batches.
    func sums(of outputs: NamedTensors, targets: NamedTensors) throws -> NamedTensors

    /// The metrics by name.
    ///
    /// - Parameters:
    ///   - sums: The sums over all batches.
    ///   - count: The number of examples, at least 1.
    /// - Returns: A value for each of ``metrics``.
    func values(from sums: [String: [Double]], count: Int) -> [String: Double]
}

extension LearningTask {
    /// ``loss(of:targets:)``.
    public func evaluationLoss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        try loss(of: outputs, targets: targets)
    }

    /// The number of examples.
    public func termCount(of targets: NamedTensors) throws -> Tensor? { nil }

    /// As ``termCount(of:)``.
    public func trainingTermCount(of targets: NamedTensors) throws -> Tensor? {
        try termCount(of: targets)
    }

    /// The metric that counts most.
    public var metric: Metric { metrics.first ?? .loss }
}

/// A task that gives each example one of several classes, for which answers are counted class by class.
public protocol ClassifyingTask: LearningTask {
    /// The output with the logits, `[batch, classes]`.
    func logits(in outputs: NamedTensors) throws -> Tensor

    /// The target with the classes, `[batch]` of `int64`.
    func labels(in targets: NamedTensors) throws -> Tensor
}

/// A task of one's own, made of closures.
///
///     let task = CustomTask("contrast", metrics: [.loss]) { outputs, targets in … }
public struct CustomTask: LearningTask {
    /// The name in recipes and files.
    public let name: String

    /// What the network is judged by, the most important first.
    public let metrics: [Metric]

    private let batchLoss: @Sendable (NamedTensors, NamedTensors) throws -> Tensor
    private let batchSums: @Sendable (NamedTensors, NamedTensors) throws -> NamedTensors
    private let metricValues: @Sendable ([String: [Double]], Int) -> [String: Double]

    /// Describes a task.
    ///
    /// - Parameters:
    ///   - name: The name in recipes and files.
    ///   - metrics: What the network is judged by; the loss alone if nothing else is said, which needs
    ///     no sums.
    ///   - loss: The mean loss of a batch, from outputs and targets.
    ///   - sums: As ``LearningTask/sums(of:targets:)``.
    ///   - values: As ``LearningTask/values(from:count:)``.
    public init(
        _ name: String, metrics: [Metric] = [.loss],
        loss: @escaping @Sendable (NamedTensors, NamedTensors) throws -> Tensor,
        sums: @escaping @Sendable (NamedTensors, NamedTensors) throws -> NamedTensors = { _, _ in
            [:]
        },
        values: @escaping @Sendable ([String: [Double]], Int) -> [String: Double] = { _, _ in [:] }
    ) {
        self.name = name
        self.metrics = metrics
        batchLoss = loss
        batchSums = sums
        metricValues = values
    }

    /// The mean loss of a batch.
    public func loss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        try batchLoss(outputs, targets)
    }

    /// The sums that the metrics need.
    public func sums(of outputs: NamedTensors, targets: NamedTensors) throws -> NamedTensors {
        try batchSums(outputs, targets)
    }

    /// The metrics by name.
    public func values(from sums: [String: [Double]], count: Int) -> [String: Double] {
        metricValues(sums, count)
    }
}
