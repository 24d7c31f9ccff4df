import Experiments
import Layers
import Models
import Optimization
import Pruning
import Tensors

/// A training step on a batch made once: forward, cross-entropy with label smoothing 0.1, backward,
/// a step of the optimizer.
struct StepTimer {
    let network: any Network
    let pruner: Pruner?
    let optimizer: any Optimizer
    let learningRate: Double
    let inputs: NamedTensors
    let labels: Tensor

    /// How convolutions and products are computed; with `float16` the loss is scaled.
    var autocast = Autocast.none {
        didSet { scaler = autocast == .float16 ? GradientScaler() : nil }
    }
    private var scaler: GradientScaler?

    /// What averages gradients over processes; `nil` for one.
    var exchange: (any GradientExchange)?

    /// Prepares steps with SGD, momentum 0.9 and weight decay 5 · 10⁻⁴, on random images of ten
    /// classes.
    init(network: any Layer, imageShape: [Int], batch: Int, pruner: Pruner? = nil) throws {
        try self.init(
            network, inputs: ["images": Tensor.randomNormal([batch] + imageShape)],
            classCount: 10,
            optimizer: SGD(network.namedParameters, weightDecay: 5e-4, decaysAll: true),
            learningRate: 0.05, pruner: pruner)
    }

    /// Prepares steps of a network with its own optimizer, pruned by what `makePruner` makes for it.
    init(
        _ kind: TrainingNetwork, batch: Int, memoryFormat: MemoryFormat = .channelsLast,
        makePruner: (any Module) throws -> Pruner? = { _ in nil }
    ) throws {
        let network = try kind.make()
        try self.init(
            network, inputs: kind.inputs(batch: batch).mapTensors { try $0.laidOut(memoryFormat) },
            classCount: kind.classCount,
            optimizer: kind.optimizer(of: network), learningRate: kind.learningRate,
            pruner: makePruner(network))
    }

    private init(
        _ network: any Network, inputs: NamedTensors, classCount: Int, optimizer: any Optimizer,
        learningRate: Double, pruner: Pruner?
    ) throws {
        self.network = network
        self.pruner = pruner
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.inputs = inputs
        let batch = inputs.tensors[0].shape[0]
        labels = try Tensor((0..<batch).map { Int64($0 % classCount) }, shape: [batch])
        network.setTraining(true)
        optimizer.addedGroups = pruner?.method.optimizerGroups ?? []
    }

    func step(epoch: Int = 0) throws {
        let moment = TrainingMoment(epoch: epoch)
        try pruner?.advance(to: moment)
        let step = TrainingStep(
            optimizer, participant: pruner?.participant(at: moment), exchange: exchange,
            scaler: scaler)
        try step(learningRate: learningRate) { _ in
            try withAutocast(autocast) {
                try network(inputs).tensors[0].crossEntropy(with: labels, labelSmoothing: 0.1)
            }
        }
    }

    /// The seconds of each of `count` steps.
    func seconds(of count: Int) throws -> [Double] {
        try (0..<count).map { _ in try elapsed { try step() } }
    }
}
