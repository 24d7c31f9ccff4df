import Foundation
import Layers
import Pruning
import Tensors
import Training

/// A training step on a batch made once: forward, cross-entropy with label smoothing 0.1, backward,
/// SGD with momentum 0.9 and weight decay 5 · 10⁻⁴.
struct StepTimer {
    let network: any Layer
    let pruner: Pruner?
    let optimizer: SGD
    let images: Tensor
    let labels: Tensor

    init(network: any Layer, imageShape: [Int], batch: Int, pruner: Pruner? = nil) throws {
        self.network = network
        self.pruner = pruner
        optimizer = try SGD(network.namedParameters, weightDecay: 5e-4)
        images = try Tensor.randomNormal([batch] + imageShape)
        let classes = (0..<batch).map { Int64($0 % 10) }
        labels = try Tensor(classes, shape: [batch])
        network.setTraining(true)
    }

    func step(epoch: Int = 0) throws {
        try pruner?.advance(to: TrainingMoment(epoch: epoch))
        let loss = try network(images).crossEntropy(with: labels, labelSmoothing: 0.1)
        try optimizer.clearGradients()
        try loss.backward()
        try optimizer.step(learningRate: 0.05)
    }

    /// The seconds of each of `count` steps.
    func seconds(of count: Int) throws -> [Double] {
        try (0..<count).map { _ in try elapsed { try step() } }
    }
}

/// The seconds that `body` takes.
func elapsed(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(body) / .seconds(1)
}

/// The middle of `values`.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
        ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
