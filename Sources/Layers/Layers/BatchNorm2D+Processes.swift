public import Tensors

extension BatchNorm2D {
    /// Replaces a tensor by the sum of those of all processes.
    public typealias SumOverProcesses = (_ tensor: Tensor) throws -> Void

    /// Normalises by the statistics of the batches of all processes together, and brings the running
    /// statistics up to date: what one process does with the whole batch, up to rounding.
    ///
    /// Mean and variance come from one exchange of sums in double precision, their part in the gradient
    /// of the input from another one. The gradients of scale and shift are those of this process, as for
    /// every other parameter. Inputs of half precision are normalised in single precision, and rounded again.
    func synchronized(
        _ original: Tensor, share: Double, by sum: @escaping SumOverProcesses
    ) throws -> Tensor {
        let input = try original.widened()
        let shape = [1, input.shape[1]] + input.shape.dropFirst(2).map { _ in 1 }
        let statistics = try withoutGradients { try self.statistics(of: input, by: sum) }
        guard statistics.count > 1 else {
            throw LayerError.oneValuePerChannel(layer: path, shape: input.shape)
        }
        let (scale, shift) = (try weight.effective, try bias.effective)
        let (deviation, normalized) = try withoutGradients {
            try follow(statistics, share: share)
            let mean = try statistics.mean.converted(to: .float32).reshaped(shape)
            let deviation = try (statistics.variance + epsilon).squareRoot()
                .converted(to: .float32).reshaped(shape)
            return (deviation, try (input - mean) / deviation)
        }
        let count = statistics.count
        let output = try withCustomGradient(of: [input, scale, shift]) {
            try normalized * scale.reshaped(shape) + shift.reshaped(shape)
        } backward: { gradient in
            let axes = [0] + gradient.shape.indices.dropFirst(2)
            let shiftGradient = try gradient.sum(along: axes)
            let scaleGradient = try (gradient * normalized).sum(along: axes)
            let sums = try Tensor.concatenating([shiftGradient, scaleGradient], along: 0)
            try sum(sums)
            let channels = shape[1]
            let mean = try (sums.narrowed(0, to: 0..<channels) / count).reshaped(shape)
            let slope = try (sums.narrowed(0, to: channels..<2 * channels) / count).reshaped(shape)
            let factor = try scale.reshaped(shape) / deviation
            let inputGradient = try (gradient - mean - normalized * slope) * factor
            return [inputGradient, scaleGradient, shiftGradient]
        }
        return try output.converted(to: original.scalarType ?? .float32)
    }

    /// Statistics of a batch: `[channels]` in double precision, and the values of a channel.
    struct Statistics {
        let mean: Tensor
        let variance: Tensor
        let count: Double
    }

    private func statistics(of input: Tensor, by sum: SumOverProcesses) throws -> Statistics {
        let channels = input.shape[1]
        // A checkpointed segment has exchanged them in its first pass.
        let sums = try SegmentPass.value {
            try withoutGradients { try self.sums(of: input.detached(), by: sum) }
        }
        let total = try sums.narrowed(0, to: 2 * channels..<2 * channels + 1).item()
        let wholeMean = try sums.narrowed(0, to: 0..<channels) / total
        let variance =
            try sums.narrowed(0, to: channels..<2 * channels) / total
            - wholeMean.squared()
        return Statistics(
            mean: wholeMean, variance: try variance.clamped(to: 0...Double.infinity), count: total)
    }

    /// The sums of the values of all processes, those of their squares, and their count, in double precision.
    private func sums(of input: Tensor, by sum: SumOverProcesses) throws -> Tensor {
        let channels = input.shape[1]
        let axes = [0] + input.shape.indices.dropFirst(2)
        let count = Double(input.count / channels)
        let own = try input.mean(along: axes, keepsDimensions: true)
        // Squares of differences from the own mean keep the digits that squares of the values lose.
        let squares = try (input - own).squared().sum(along: axes).converted(to: .float64)
        let mean = try own.reshaped([channels]).converted(to: .float64)
        let sums = try Tensor.concatenating(
            [
                mean * count, squares + mean.squared() * count,
                Tensor.full([1], count).converted(to: .float64),
            ], along: 0)
        try sum(sums)
        return sums
    }

    /// Brings the running statistics up to date, with the unbiased variance, as PyTorch does; a share of 0 leaves
    /// them as they are.
    func follow(_ statistics: Statistics, share: Double) throws {
        guard share != 0 else { return }
        let correction = statistics.count / (statistics.count - 1)
        for (running, new) in [
            (runningMean.tensor, statistics.mean),
            (runningVariance.tensor, try statistics.variance * correction),
        ] {
            try running.multiply(by: 1 - share)
            try running.add(new.converted(to: .float32), scale: share)
        }
    }
}
