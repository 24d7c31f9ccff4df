import Kernels
import MemoryProbes
import Pruning
import Tensors

/// The probes, the kernels and the whole of PDP as a layer computes with it.
struct FusedContenders {
    private let setting: KernelSetting
    private let buffers: KernelBuffers
    private let layer: MaskedLayer

    init(_ setting: KernelSetting) throws {
        self.setting = setting
        buffers = try KernelBuffers(
            weights: setting.weights, outputGradient: setting.outputGradient)
        layer = try MaskedLayer(
            setting.weights, method: PDP(temperature: .fixed(KernelSetting.temperature)))
    }

    func all() throws -> [Contender] {
        let selection = try selection()
        let softMask = try SoftMask(
            threshold: selection.threshold, temperature: Float(KernelSetting.temperature),
            threads: threads)
        let (weights, result) = (UnsafeBufferPointer(buffers.weights), buffers.result)
        let gradient = UnsafeBufferPointer(buffers.outputGradient)
        let threadCount = setting.threadCount
        return [
            Contender(name: "read") {
                let sum = MemoryProbe.sum(
                    of: weights, threadCount: threadCount, of: LibTorch.run)
                precondition(sum.isFinite, "the weights are finite")
            },
            Contender(name: "copy") {
                MemoryProbe.copy(
                    weights, into: result, threadCount: threadCount, of: LibTorch.run)
            },
            Contender(name: "selection") { _ = try self.selection() },
            Contender(name: "forward") {
                try softMask.writeMaskedWeights(of: weights, into: result)
            },
            Contender(name: "backward") {
                try softMask.writeGradient(of: weights, outputGradient: gradient, into: result)
            },
            Contender(name: "whole", prepare: forgetGradient, run: step),
        ]
    }

    /// What every implementation must agree on: the threshold and the mean magnitudes of the masked
    /// weights and of the gradient.
    func results() throws -> [String: Double] {
        try forgetGradient()
        let masked = try layer.parameter.effective
        try masked.backward(gradient: setting.outputGradient)
        return [
            "threshold": Double(try selection().threshold),
            "masked": try masked.magnitude().mean().item(),
            "gradient": try layer.parameter.tensor.gradient?.magnitude().mean().item() ?? 0,
        ]
    }

    /// Those that LibTorch's operators run on, as in training.
    private var threads: Threads { Threads(setting.threadCount, of: LibTorch.run) }

    private func selection() throws -> MagnitudeSelection {
        try MagnitudeSelection(
            of: UnsafeBufferPointer(buffers.weights), prunedCount: setting.prunedCount,
            threads: threads)
    }

    private func forgetGradient() throws { try layer.parameter.tensor.setGradient(nil) }

    private func step() throws {
        try layer.parameter.effective.backward(gradient: setting.outputGradient)
    }
}
