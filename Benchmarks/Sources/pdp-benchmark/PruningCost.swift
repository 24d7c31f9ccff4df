import ArgumentParser
import Foundation
import Layers
import Models
import Pruning
import Tensors

/// What PDP adds to a dense step.
struct PruningCost: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pruning-cost",
        abstract: "Time PDP's step against the dense one, in turns, and where the time goes.")

    @Option var batch = 128
    @Option var threads = 2
    @Option(help: "Pairs of a dense and a pruned step.") var pairs = 30

    func run() throws {
        LibTorch.keepFreedMemory()
        try LibTorch.setThreadCount(threads)
        try LibTorch.seed(0)
        print("threads \(threads), batch \(batch), \(pairs) pairs, medians")
        try compare("resnet20", imageShape: [3, 32, 32]) {
            try ImageNetwork.named("resnet20").make(3, 10)
        }
        try compare("small-cnn", imageShape: [1, 28, 28]) {
            try ImageNetwork.named("small-cnn").make(1, 10)
        }
        try compare("one layer of 2.4 million weights", imageShape: [1536]) {
            try Linear(1536, 1536)
        }
        try measureParts()
    }

    private func compare(
        _ name: String, imageShape: [Int], make: () throws -> any Layer
    ) throws {
        let dense = try StepTimer(network: make(), imageShape: imageShape, batch: batch)
        let network = try make()
        let pruned = try StepTimer(
            network: network, imageShape: imageShape, batch: batch,
            pruner: Pruner(network, sparsity: 0.9, schedule: OneShot(), method: PDP()))
        _ = try (dense.seconds(of: 3), pruned.seconds(of: 3))
        var denseSeconds: [Double] = []
        var differences: [Double] = []
        for _ in 0..<pairs {
            let base = try dense.seconds(of: 1)[0]
            denseSeconds.append(base)
            differences.append(try pruned.seconds(of: 1)[0] - base)
        }
        let base = median(denseSeconds)
        let cost = median(differences)
        print(
            "\(name): dense \(milliseconds(base)), PDP adds \(milliseconds(cost)) "
                + "(\(String(format: "%.2f", 100 * cost / base)) %)")
    }

    /// Forward and backward of the mask of 2.4 million weights, fused and composed.
    private func measureParts() throws {
        let weights = try Tensor.randomNormal([1536, 1536])
        let gradient = try Tensor.randomNormal([1536, 1536])
        let fused = try MaskedLayer(weights, method: PDP())
        var parts: [String: [Double]] = [:]
        for _ in 0..<pairs {
            var output = weights
            parts["fused forward", default: []].append(
                try elapsed { output = try fused.parameter.effective })
            parts["fused backward", default: []].append(
                try elapsed { try output.backward(gradient: gradient) })
            parts["composed forward", default: []].append(
                try elapsed { output = try composed(fused.parameter.tensor) })
            parts["composed backward", default: []].append(
                try elapsed { try output.backward(gradient: gradient) })
            parts["composed threshold", default: []].append(
                try elapsed { _ = try composedThreshold(fused.parameter.tensor) })
        }
        for (name, seconds) in parts.sorted(by: { $0.key < $1.key }) {
            print("2.4 million weights, \(name): \(milliseconds(median(seconds)))")
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

    private func milliseconds(_ seconds: Double) -> String {
        String(format: "%.3f ms", 1000 * seconds)
    }
}
