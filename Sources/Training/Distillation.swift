public import Layers
public import Tensors

/// A teacher whose opinion of every example is part of the loss.
///
/// loss = weight·T²·KL(softmax(teacher/T) ‖ softmax(student/T)) + (1 − weight)·task loss, the mean
/// over the batch.
///
/// Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015,
/// arXiv:1503.02531.
public struct Distillation {
    /// The network that is imitated; it is only evaluated.
    public let teacher: any Network

    /// The share of the teacher in the loss, in `0...1`.
    public let weight: Double

    /// *T*, what logits are divided by, above 0.
    public let temperature: Double

    /// The output of the teacher for each class of the student, `[classes]`, as integers; `nil` where
    /// both have one order.
    package var teacherOrder: Tensor?

    private let task: any ClassifyingTask

    /// Puts the teacher into evaluation mode.
    ///
    /// - Parameters:
    ///   - teacher: The network that is imitated.
    ///   - task: What both have learned.
    ///   - weight: The share of the teacher in the loss, in `0...1`.
    ///   - temperature: What logits are divided by, above 0.
    public init(
        teacher: any Network, task: any ClassifyingTask = Classification(), weight: Double,
        temperature: Double
    ) {
        teacher.setTraining(false)
        self.teacher = teacher
        self.task = task
        self.weight = weight
        self.temperature = temperature
    }

    /// The whole loss of a batch.
    ///
    /// - Parameters:
    ///   - taskLoss: The loss of the student by the labels.
    ///   - outputs: What the student says.
    ///   - inputs: What it was given.
    /// - Returns: A scalar.
    /// - Throws: What the teacher throws.
    public func loss(
        taskLoss: Tensor, outputs: NamedTensors, inputs: NamedTensors
    ) throws -> Tensor {
        let logits = try task.logits(in: outputs)
        let target = try withoutGradients {
            let opinion = try task.logits(in: teacher(inputs)).widened()
            let ordered = try teacherOrder.map { try opinion.selecting($0, along: 1) } ?? opinion
            return try (ordered * (1 / temperature)).logSoftmax(along: 1)
        }
        let student = try (logits * (1 / temperature)).logSoftmax(along: 1)
        let divergence = try (target.exponential() * (target - student)).sum(along: [1]).mean()
        let share = weight * temperature * temperature
        return try divergence * share + taskLoss * (1 - weight)
    }
}
