import Layers
import Pruning
import Tensors

/// Forward and backward of the mask of 2.4 million weights, fused and composed of LibTorch's
/// operators.
struct MaskParts {
    private let weights: Tensor
    private let gradient: Tensor
    private let fused: MaskedLayer
    private let rounds: Int

    init(rounds: Int) throws {
        weights = try Tensor.randomNormal([1536, 1536])
        gradient = try Tensor.randomNormal([1536, 1536])
        fused = try MaskedLayer(weights, method: PDP.paper())
        self.rounds = rounds
    }

    /// Measures in turns and prints the medians, in Markdown.
    func printTable() throws {
        var parts: [String: [Double]] = [:]
        for _ in 0..<rounds {
            var output = weights
            parts["forward, fused", default: []].append(
                try elapsed { output = try fused.parameter.effective })
            parts["backward, fused", default: []].append(
                try elapsed { try output.backward(gradient: gradient) })
            parts["forward, composed", default: []].append(
                try elapsed { output = try composed(fused.parameter.tensor) })
            parts["backward, composed", default: []].append(
                try elapsed { try output.backward(gradient: gradient) })
            parts["threshold, composed", default: []].append(
                try elapsed { _ = try composedThreshold(fused.parameter.tensor) })
        }
        report("| part of the mask of 2.4 million weights | median |\n|---|---|")
        for (name, seconds) in parts.sorted(by: { $0.key < $1.key }) {
            report("| \(name) | \(milliseconds(median(seconds))) |")
        }
    }

    private func composedThreshold(_ weight: Tensor) throws -> Tensor {
        try threshold(
            of: weight.reshaped([1, -1]).magnitude(),
            prunedCount: Int(0.9 * Double(weight.count)))
    }

    private func composed(_ weight: Tensor) throws -> Tensor {
        let magnitudes = try weight.reshaped([1, -1])
        let mask = try softMask(
            of: magnitudes, threshold: composedThreshold(weight),
            temperature: Tensor.full([1], 1e-4))
        return try mask.reshaped(weight.shape) * weight
    }
}
