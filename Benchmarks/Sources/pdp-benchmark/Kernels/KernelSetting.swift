import Tensors

/// One layer at 90 % sparsity, the same in every program: LibTorch's generator from seed 0 gives the
/// weights, normal with deviation 0.02, and then the gradient of the masked weights.
struct KernelSetting {
    static let temperature = 1e-4

    /// `[1, count]`.
    let weights: Tensor

    /// `[1, count]`.
    let outputGradient: Tensor

    let threadCount: Int

    var prunedCount: Int { weights.count * 9 / 10 }

    init(count: Int, threadCount: Int) throws {
        try LibTorch.seed(0)
        weights = try Tensor.randomNormal([1, count]) * 0.02
        outputGradient = try Tensor.randomNormal([1, count])
        self.threadCount = threadCount
    }
}
