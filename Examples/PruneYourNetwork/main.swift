// Prunes a network of one's own in an ordinary training loop:
//
//     swift run -c release PruneYourNetwork

import Datasets
import Layers
import Optimization
import Pruning
import Tensors
import Training

/// Any class that holds its weights in parameters, or in layers that do, is a network.
final class TwoLayers: Layer {
    let hidden: Linear
    let output: Linear

    init() throws {
        hidden = try Linear(28 * 28, 256)
        output = try Linear(256, 10)
    }

    func callAsFunction(_ images: Tensor) throws -> Tensor {
        try output(hidden(images.flattened()).relu())
    }
}

let seed: UInt64 = 1
try LibTorch.seed(seed)
let glyphs = try GlyphGenerator().dataset(count: 6_000, split: .training)
let unseen = try GlyphGenerator().dataset(count: 1_000, split: .test)
let loader = try BatchLoader(
    dataset: glyphs,
    configuration: LoaderConfiguration(batchSize: 64, shuffles: true, seed: seed))
let test = try BatchLoader(dataset: unseen, configuration: LoaderConfiguration(batchSize: 500))
let network = try TwoLayers()
let optimizer = try SGD(network.namedParameters, weightDecay: 1e-4)
let rate = LearningRateSchedule()
let epochCount = 8
let pruner = try Pruner(
    network, sparsity: 0.9, startEpoch: 1, schedule: CubicRamp(durationEpochs: 4),
    reallocation: .step, method: PDP.steep())

for epoch in 0..<epochCount {
    let batches = loader.batches(epoch: epoch)
    for step in 0..<loader.batchCount {
        guard let batch = try batches.next() else { break }
        let moment = TrainingMoment(epoch: epoch, step: step, stepsPerEpoch: loader.batchCount)
        try pruner.advance(to: moment)
        let (images, labels) = try batch.tensors(on: .cpu)
        let loss = try network(images).crossEntropy(with: labels)
        let learningRate = 0.05 * rate.factor(after: moment.epochs, of: epochCount)
        try pruner.step(loss, optimizer, learningRate: learningRate, at: moment)
    }
    let accuracy = try pruner.withHardWeights { try evaluate(network, on: test).accuracy }
    print("epoch \(epoch + 1): sparsity \(pruner.currentSparsity), accuracy \(accuracy)")
}
try pruner.harden()
try network.save(to: "pruned.safetensors", promise: pruner.promise)
print("wrote pruned.safetensors; prove its zeros with 'pdp verify pruned.safetensors'")
