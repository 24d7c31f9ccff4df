import Pruning
import Tensors

/// The same formulas composed of LibTorch's operators, as PDP computes where no kernel fits.
final class ComposedContenders {
    private let setting: KernelSetting
    private let weights: Tensor
    private let temperature: Tensor
    private let threshold: Tensor
    private var masked: Tensor

    init(_ setting: KernelSetting) throws {
        self.setting = setting
        weights = try setting.weights.clone()
        temperature = try Tensor.full([1, 1], KernelSetting.temperature)
        threshold = try Self.threshold(of: weights, setting)
        masked = weights
        try weights.setRequiresGradient(true)
    }

    var all: [Contender] {
        [
            Contender(name: "composed selection") { [self] in
                _ = try Self.threshold(of: weights, setting)
            },
            Contender(name: "composed forward", prepare: forget) { [self] in
                masked = try maskedWeights(threshold: threshold)
            },
            Contender(name: "composed backward", prepare: prepareBackward) { [self] in
                try masked.backward(gradient: setting.outputGradient)
            },
            Contender(name: "composed whole", prepare: forget) { [self] in
                let threshold = try Self.threshold(of: weights, setting)
                try maskedWeights(threshold: threshold)
                    .backward(gradient: setting.outputGradient)
            },
        ]
    }

    private static func threshold(of weights: Tensor, _ setting: KernelSetting) throws -> Tensor {
        try withoutGradients {
            try Pruning.threshold(of: weights.magnitude(), prunedCount: setting.prunedCount)
        }
    }

    private func maskedWeights(threshold: Tensor) throws -> Tensor {
        try softMask(of: weights, threshold: threshold, temperature: temperature) * weights
    }

    /// Gives the memory of the last call back, so that the next one finds it.
    private func forget() throws {
        masked = weights
        try weights.setGradient(nil)
    }

    private func prepareBackward() throws {
        try forget()
        masked = try maskedWeights(threshold: threshold)
    }
}
