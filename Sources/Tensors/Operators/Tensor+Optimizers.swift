private let fusedSGDOperator = Operator("_fused_sgd_")

extension Tensor {
    /// One step of stochastic gradient descent on many tensors at once, in place.
    ///
    /// g ← gradient + weightDecay·w; v ← momentum·v + g (v ← g in the first step); w ← w − rate·v,
    /// or w − rate·(g + momentum·v) with Nesterov's variant: PyTorch's `torch.optim.SGD`.
    ///
    /// `gradients` has one tensor for each of `weights`, and so has `velocities`, which is empty
    /// without momentum. In the first step `velocities` may hold anything.
    public static func stepSGD(
        weights: [Tensor], gradients: [Tensor], velocities: [Tensor], learningRate: Double,
        momentum: Double, weightDecay: Double, isNesterov: Bool, isFirstStep: Bool
    ) throws {
        try fusedSGDOperator.run(
            .tensors(weights), .tensors(gradients), .tensors(velocities), .double(weightDecay),
            .double(momentum), .double(learningRate), .double(0), .bool(isNesterov), .bool(false),
            .bool(isFirstStep))
    }
}
