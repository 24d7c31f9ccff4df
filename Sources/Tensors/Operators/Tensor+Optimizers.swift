private let fusedSGDOperator = Operator("_fused_sgd_")
private let fusedAdamWOperator = Operator("_fused_adamw_")
private let unscaleOperator = Operator("_amp_foreach_non_finite_check_and_unscale_")

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

    /// Divides many tensors by a number at once, in place, and looks whether all were finite. Waits for the device,
    /// once for all.
    ///
    /// - Parameters:
    ///   - gradients: Floating point, on one device.
    ///   - scale: The number, above 0.
    /// - Returns: Whether every element was a finite number.
    /// - Throws: ``TorchError`` if LibTorch refuses.
    public static func unscale(_ gradients: [Tensor], by scale: Double) throws -> Bool {
        guard let device = gradients.first?.device else { return true }
        let foundInfinite = try Tensor.zeros([1], device: device)
        try unscaleOperator.run(
            .tensors(gradients), .tensor(foundInfinite),
            .tensor(Tensor.full([1], 1 / scale, device: device)))
        return try foundInfinite.item() == 0
    }
}
