// Trains a small network of one's own until most of its weights are zero, and proves them:
//
//     LIBTORCH=folder swift run -c release TrainYourOwn

import Layers
import Optimization
import Pruning
import Sparsity
import Tensors

/// Any class that holds its weights in parameters, or in layers that do, is a network.
final class TwoLayers: Layer {
    let hidden: Linear
    let output: Linear

    init() throws {
        hidden = try Linear(20, 64)
        output = try Linear(64, 4)
    }

    func callAsFunction(_ inputs: Tensor) throws -> Tensor {
        try output(hidden(inputs).relu())
    }
}

try LibTorch.seed(1)
let teacher = try Tensor.randomNormal([20, 4])
let network = try TwoLayers()
let optimizer = try SGD(network.namedParameters, weightDecay: 1e-4)
let epochCount = 10
let stepsPerEpoch = 40
let pruner = try Pruner(
    network, sparsity: 0.8, startEpoch: 1, schedule: CubicRamp(durationEpochs: 5),
    reallocation: .step, method: PDP.steep())

for epoch in 0..<epochCount {
    for step in 0..<stepsPerEpoch {
        let moment = TrainingMoment(epoch: epoch, step: step, stepsPerEpoch: stepsPerEpoch)
        try pruner.advance(to: moment)
        let inputs = try Tensor.randomNormal([64, 20])
        let labels = try inputs.matrixProduct(with: teacher).indexOfMaximum(along: 1)
        let loss = try network(inputs).crossEntropy(with: labels)
        try pruner.step(loss, optimizer, learningRate: 0.1, at: moment)
    }
}
try pruner.harden()
try network.save(to: "pruned.safetensors", promise: pruner.promise)

let findings = try verify(modelAt: "pruned.safetensors", demands: ModelDemands(sparsity: 0.8))
for finding in findings { print(finding.holds ? "ok" : "broken", finding.text) }
precondition(findings.allSatisfy(\.holds), "the file does not hold what was asked for")
