private let fusedSGDOperator = Operator("_fused_sgd_")
private let fusedAdamWOperator = Operator("_fused_adamw_")

extension Tensor {
    /// One step of stochastic gradient descent on many tensors at once, in place.
    ///
    /// g ← gradient + weightDecay·w; v ← momentum·v + g; w ← w − rate·v, or w − rate·(g + momentum·v)
    /// with Nesterov's variant: PyTorch's `torch.optim.SGD`. There is one gradient for each weight
    /// tensor, and one velocity, none without momentum; velocities start as zeros.
    public static func stepSGD(
        weights: [Tensor], gradients: [Tensor], velocities: [Tensor], learningRate: Double,
        momentum: Double, weightDecay: Double, isNesterov: Bool
    ) throws {
        try fusedSGDOperator.run(
            .tensors(weights), .tensors(gradients), .tensors(velocities), .double(weightDecay),
            .double(momentum), .double(learningRate), .double(0), .bool(isNesterov), .bool(false),
            .bool(false))
        for weight in weights { try weight.countChange() }
    }

    /// One step of Adam with decoupled weight decay on many tensors at once, in place.
    ///
    /// PyTorch's `torch.optim.AdamW`. There are one gradient, mean, square and step for each weight
    /// tensor; means and squares start as zeros, and steps, scalars of `float32`, hold the number
    /// of this step, the first of which is 1.
    public static func stepAdamW(
        weights: [Tensor], gradients: [Tensor], means: [Tensor], squares: [Tensor],
        steps: [Tensor], learningRate: Double, beta1: Double, beta2: Double, epsilon: Double,
        weightDecay: Double
    ) throws {
        try fusedAdamWOperator.run(
            .tensors(weights), .tensors(gradients), .tensors(means), .tensors(squares),
            .tensors([]), .tensors(steps), .double(learningRate), .double(beta1), .double(beta2),
            .double(weightDecay), .double(epsilon), .bool(false), .bool(false))
        for weight in weights { try weight.countChange() }
    }
}
