import Layers
import Tensors

/// A batch norm with ReLU, and what it is given in a step of training.
struct NormedLayer {
    /// The seconds of both halves of a step.
    struct Seconds {
        let forward: Double
        let backward: Double
    }

    private let norm: BatchNorm2D
    private let leaf: Tensor
    private let residual: Tensor?
    private let outputGradient: Tensor

    /// Prepares random images of `shape`, `[batch, channels, height, width]`.
    init(_ shape: [Int], hasResidual: Bool, _ format: MemoryFormat) throws {
        func images() throws -> Tensor { try Tensor.randomNormal(shape).laidOut(format) }
        norm = try BatchNorm2D(shape[1])
        leaf = try images()
        residual = hasResidual ? try images() : nil
        outputGradient = try images()
        for tensor in [leaf, residual] { try tensor?.setRequiresGradient(true) }
    }

    /// Times one step. The input is what an operator has given and nothing else holds, as behind a
    /// convolution.
    func seconds(isFused: Bool) throws -> Seconds {
        for tensor in [leaf, residual] { try tensor?.setGradient(nil) }
        var output = try leaf + 0
        let forward = try elapsed {
            output =
                try isFused
                ? norm(output, adding: residual, activation: .relu) : composed(output)
        }
        let backward = try elapsed { try output.backward(gradient: outputGradient) }
        return Seconds(forward: forward, backward: backward)
    }

    private func composed(_ input: Tensor) throws -> Tensor {
        let normalized = try input.batchNorm(
            weight: norm.weight.effective, bias: norm.bias.effective,
            runningMean: norm.runningMean.tensor, runningVariance: norm.runningVariance.tensor,
            isTraining: true, momentum: 0.1, epsilon: norm.epsilon)
        return try (residual.map { try normalized + $0 } ?? normalized).relu()
    }
}
