public import Optimization

/// How weights are updated.
public struct OptimizerRecipe: Equatable, Sendable {
    /// The kinds of optimizers.
    public static let kinds = ["sgd", "adamw"]

    /// One of ``kinds``.
    public var kind = "sgd"

    /// The largest learning rate.
    public var learningRate = 0.1

    /// The share of the last update in the next; for `sgd`.
    public var momentum = 0.9

    /// Whether Nesterov's variant of momentum is used; for `sgd`.
    public var isNesterov = false

    /// The share of a weight that is added to its gradient, or with `adamw` taken from the weight.
    public var weightDecay = 5e-4

    /// Whether biases and the parameters of normalisations decay too, as in PyTorch's optimizers.
    public var decaysAll = false

    /// The running means; for `adamw`.
    public var adamW = AdamWSettings()

    /// The largest norm of all gradients of a step; 0 for any.
    public var gradientNorm = 0.0

    /// The batches whose mean gradient makes one step; fewer at the end of an epoch.
    public var accumulation = 1

    /// How the learning rate changes.
    public var schedule = ScheduleRecipe()

    /// Gradient descent at rate 0.1 with momentum 0.9 and weight decay 5 · 10⁻⁴.
    public init() {}
}

/// A teacher whose opinions the network imitates.
public struct DistillationRecipe: Equatable, Sendable {
    /// The model file of the teacher.
    public var teacher: String

    /// The share of the teacher in the loss.
    public var weight = 0.95

    /// What logits are divided by.
    public var temperature = 1.0

    /// The weight of the PDP paper for BERT.
    public init(teacher: String) {
        self.teacher = teacher
    }
}
