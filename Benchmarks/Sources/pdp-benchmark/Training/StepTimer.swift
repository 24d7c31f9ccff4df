import Layers
import Models
import Optimization
import Pruning
import Tensors
import Training

/// A training step on a batch made once: forward, cross-entropy with label smoothing 0.1, backward,
/// a step of the optimizer.
struct StepTimer {
    let classifier: Classifier
    let pruner: Pruner?
    let optimizer: any Optimizer
    let learningRate: Double
    let inputs: [Tensor]
    let labels: Tensor

    /// Prepares steps with SGD, momentum 0.9 and weight decay 5 · 10⁻⁴, on random images of ten
    /// classes.
    init(network: any Layer, imageShape: [Int], batch: Int, pruner: Pruner? = nil) throws {
        try self.init(
            Classifier(network), inputs: [Tensor.randomNormal([batch] + imageShape)],
            classCount: 10,
            optimizer: SGD(network.namedParameters, weightDecay: 5e-4, decaysAll: true),
            learningRate: 0.05, pruner: pruner)
    }

    /// Prepares steps of a network with its own optimizer, pruned by what `makePruner` makes for it.
    init(
        _ network: TrainingNetwork, batch: Int,
        makePruner: (any Module) throws -> Pruner? = { _ in nil }
    ) throws {
        let classifier = try network.make()
        try self.init(
            classifier, inputs: network.inputs(batch: batch), classCount: network.classCount,
            optimizer: network.optimizer(of: classifier.network),
            learningRate: network.learningRate, pruner: makePruner(classifier.network))
    }

    private init(
        _ classifier: Classifier, inputs: [Tensor], classCount: Int, optimizer: any Optimizer,
        learningRate: Double, pruner: Pruner?
    ) throws {
        self.classifier = classifier
        self.pruner = pruner
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.inputs = inputs
        let batch = inputs[0].shape[0]
        labels = try Tensor((0..<batch).map { Int64($0 % classCount) }, shape: [batch])
        classifier.network.setTraining(true)
    }

    func step(epoch: Int = 0) throws {
        let moment = TrainingMoment(epoch: epoch)
        try pruner?.advance(to: moment)
        let step = TrainingStep(optimizer, participant: pruner?.participant(at: moment))
        try step(learningRate: learningRate) { _ in
            try classifier(inputs).crossEntropy(with: labels, labelSmoothing: 0.1)
        }
    }

    /// The seconds of each of `count` steps.
    func seconds(of count: Int) throws -> [Double] {
        try (0..<count).map { _ in try elapsed { try step() } }
    }
}
