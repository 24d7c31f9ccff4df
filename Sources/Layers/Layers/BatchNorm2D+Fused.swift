import Kernels
import Tensors

extension BatchNorm2D {
    /// Normalises by the statistics of the batch, adds and applies the activation, by the fused kernels, and
    /// brings the running statistics up to date.
    ///
    /// - Returns: `nil` where the kernels do not cover the case, and nothing has changed: another device, type
    ///   or processor, images with gaps between their values, a residual of another shape.
    func fused(
        _ input: Tensor, adding residual: Tensor?, _ activation: Activation, share: Double
    ) throws -> Tensor? {
        let shape = input.shape
        guard ProcessorFeatures.supportsVectorKernels, shape.count == 4, input.count > 0,
            input.isOfKernels, let order = try input.imageOrder
        else { return nil }
        let (scale, shift) = (try weight.effective, try bias.effective)
        guard [scale, shift].allSatisfy({ $0.isOfKernels && $0.count == shape[1] }),
            residual.map({ $0.isOfKernels && $0.shape == shape }) != false
        else { return nil }
        let residual = try residual?.laidOut(order)
        guard try residual?.isDense(order) != false else { return nil }
        let batch = try FusedBatch(
            input, order: order, activation: activation, hasResidual: residual != nil,
            epsilon: epsilon)
        let output = try withCustomGradient(
            of: [input, scale, shift] + (residual.map { [$0] } ?? []),
            forward: {
                try batch.output(of: input, scale: scale, shift: shift, adding: residual)
            }, backward: { try batch.gradients(outputGradient: $0) })
        guard let channels = batch.channels else { return output }
        let statistics = Statistics(
            mean: try Tensor(channels.means, shape: [shape[1]]),
            variance: try Tensor(channels.variances, shape: [shape[1]]),
            count: Double(input.count / shape[1]))
        try withoutGradients { try follow(statistics, share: share) }
        return output
    }
}
