import Layers
public import Models
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
    public let teacher: Classifier

    /// The share of the teacher in the loss, in `0...1`.
    public let weight: Double

    /// *T*, what logits are divided by, above 0.
    public let temperature: Double

    /// The output of the teacher for each class of the student, `[classes]`, as integers; `nil` where
    /// both have one order.
    var outputs: Tensor?

    /// Puts the teacher into evaluation mode.
    public init(teacher: Classifier, weight: Double, temperature: Double) {
        teacher.network.setTraining(false)
        self.teacher = teacher
        self.weight = weight
        self.temperature = temperature
    }

    /// The whole loss of a batch.
    ///
    /// - Parameters:
    ///   - taskLoss: The loss of the student by the labels.
    ///   - logits: What the student says, `[batch, classes]`.
    ///   - inputs: What it was given.
    /// - Returns: A scalar.
    /// - Throws: What the teacher throws.
    public func loss(taskLoss: Tensor, logits: Tensor, inputs: [Tensor]) throws -> Tensor {
        let target = try withoutGradients {
            let opinion = try teacher(inputs)
            let ordered = try outputs.map { try opinion.selecting($0, along: 1) } ?? opinion
            return try (ordered * (1 / temperature)).logSoftmax(along: 1)
        }
        let student = try (logits * (1 / temperature)).logSoftmax(along: 1)
        let divergence = try (target.exponential() * (target - student)).sum(along: [1]).mean()
        let share = weight * temperature * temperature
        return try divergence * share + taskLoss * (1 - weight)
    }
}
