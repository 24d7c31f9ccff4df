import Tensors

/// The weights of one layer, the gradient of its masked weights and a place for results, in memory
/// that has been touched.
final class KernelBuffers {
    let weights: UnsafeMutableBufferPointer<Float>
    let outputGradient: UnsafeMutableBufferPointer<Float>
    let result: UnsafeMutableBufferPointer<Float>

    init(weights: Tensor, outputGradient: Tensor) throws {
        self.weights = .allocate(capacity: weights.count)
        self.outputGradient = .allocate(capacity: weights.count)
        result = .allocate(capacity: weights.count)
        result.initialize(repeating: 1)
        try weights.copyBytes(into: UnsafeMutableRawBufferPointer(self.weights))
        try outputGradient.copyBytes(into: UnsafeMutableRawBufferPointer(self.outputGradient))
    }

    deinit {
        weights.deallocate()
        outputGradient.deallocate()
        result.deallocate()
    }
}
