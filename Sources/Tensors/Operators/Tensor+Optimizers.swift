private let fusedSGDOperator = Operator("_fused_sgd_")

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
    }
}
