import Datasets
import Layers
import Optimization
import Pruning
import Tensors
import Testing
import Training

/// What a trainer computes in half precision, and what in single precision.
@Suite struct MixedPrecisionTests {
    static let types: [(autocast: Autocast, type: ScalarType)] = [
        (.bfloat16, .bfloat16), (.float16, .float16), (.none, .float32),
    ]

    /// Notes the types that its layers give.
    private final class Probe: Layer {
        let convolution: Convolution2D
        let norm: BatchNorm2D
        let output: Linear
        private(set) var types: [ScalarType?] = []

        init() throws {
            convolution = try Convolution2D(1, 6, size: 3, padding: 1)
            norm = try BatchNorm2D(6)
            output = try Linear(6, 2)
            var random = SeededRandom(seed: 4)
            try withoutGradients {
                for named in namedParameters where named.parameter.kind != .scale {
                    let tensor = named.parameter.tensor
                    let values = (0..<tensor.count).map { _ in
                        Float.random(in: -0.5...0.5, using: &random)
                    }
                    try tensor.copy(from: Tensor(values, shape: tensor.shape))
                }
            }
        }

        func callAsFunction(_ input: Tensor) throws -> Tensor {
            let x = try convolution(input)
            let y = try norm(x).relu()
            let z = try output(y.mean(along: [2, 3]))
            types = [x, y, z].map(\.scalarType)
            return z
        }
    }

    /// Cross-entropy that refuses outputs of half precision.
    private static let task = CustomTask("checked") { outputs, targets in
        let logits = outputs.tensors[0]
        guard logits.scalarType == .float32 else {
            throw TorchError(operation: "loss", message: "the logits are not float32")
        }
        return try logits.crossEntropy(with: targets.tensors[0])
    }

    private func trainer(_ network: Probe, _ autocast: Autocast, pruner: Pruner? = nil) throws
        -> Trainer
    {
        var random = SeededRandom(seed: 1)
        let count = 12
        let images = try InMemoryImages(
            name: "dots", classNames: ["a", "b"],
            imageShape: ImageShape(channelCount: 1, height: 4, width: 4),
            pixels: (0..<16 * count).map { _ in .random(in: 0...255, using: &random) },
            labels: (0..<count).map { UInt8($0 % 2) })
        let loader = try BatchLoader(
            dataset: images, configuration: LoaderConfiguration(batchSize: 6))
        let trainer = Trainer(
            network, task: Self.task, pruner: pruner, optimizer: try SGD(network.namedParameters),
            source: loader, settings: Trainer.Settings(epochCount: 1, learningRate: 0.05))
        trainer.autocast = autocast
        return trainer
    }

    /// The mean loss of an epoch of two steps.
    private func loss(_ network: Probe, _ autocast: Autocast, pruner: Pruner? = nil) throws
        -> Double
    {
        let trainer = try trainer(network, autocast, pruner: pruner)
        let tally = try Tally(of: trainer.task, device: .cpu)
        try trainer.trainEpoch(0, into: tally)
        return try tally.meanLoss
    }

    @Test(arguments: types) func activationsAloneHaveHalfPrecision(
        autocast: Autocast, type: ScalarType
    ) throws {
        let network = try Probe()
        let trainer = try trainer(network, autocast)
        let tally = try Tally(of: trainer.task, device: .cpu)
        try trainer.trainEpoch(0, into: tally)
        #expect(network.types == [type, type, type])
        for named in network.namedParameters {
            #expect(named.parameter.tensor.scalarType == .float32)
            #expect(try named.parameter.tensor.gradient?.scalarType == .float32)
        }
        #expect(trainer.optimizer.parameters.count == 6)
        #expect(try trainer.optimizer.state.allSatisfy { $0.tensor.scalarType == .float32 })
        #expect((trainer.scaler != nil) == (autocast == .float16))

        let result = try evaluate(network, on: trainer.source, task: Self.task)
        #expect(network.types == [.float32, .float32, .float32])
        #expect(result.count == 12 && result.loss.isFinite)
    }

    /// Rounding to 8 bits, half of a percent, in a handful of places, partly averaged out, moves a loss of 0.7 by some
    /// thousandths.
    @Test(arguments: [Autocast.bfloat16, .float16]) func lossesAreThoseOfSinglePrecision(
        autocast: Autocast
    ) throws {
        let plain = try loss(Probe(), .none)
        let found = try loss(Probe(), autocast)
        #expect(found != plain)
        #expect(abs(found - plain) < 0.005)
    }

    @Test(arguments: [Autocast.bfloat16, .float16]) func prunedNetworksAreTrainedAlike(
        autocast: Autocast
    ) throws {
        func trained(_ autocast: Autocast) throws -> (loss: Double, zeroCounts: [Int]) {
            let network = try Probe()
            let pruner = try Pruner(
                network, sparsity: 0.5, schedule: .oneShot, allocation: .uniform,
                method: PDP(temperature: .relative(0.5)))
            let loss = try loss(network, autocast, pruner: pruner)
            try pruner.harden()
            let zeroCounts = try pruner.layers.map {
                try $0.parameters[0].tensor.isEqual(to: 0).sum().item()
            }
            return (loss, zeroCounts.map { Int($0) })
        }
        let (plain, found) = (try trained(.none), try trained(autocast))
        #expect(abs(found.loss - plain.loss) < 0.005)
        #expect(found.zeroCounts == plain.zeroCounts)
    }

    /// A teacher computes in half precision too, and the distance from it does not.
    @Test func teachersAreAskedInsideOfAutocast() throws {
        let (teacher, student) = (try Probe(), try Probe())
        let trainer = try trainer(student, .bfloat16)
        trainer.distillation = Distillation(teacher: teacher, weight: 0.5, temperature: 2)
        let tally = try Tally(of: trainer.task, device: .cpu)
        try trainer.trainEpoch(0, into: tally)
        #expect(teacher.types == [.bfloat16, .bfloat16, .bfloat16])
        #expect(try tally.meanLoss.isFinite)
    }

    @Test func steppedRatesAreTriedWithAScaledLoss() throws {
        let trainer = try trainer(Probe(), .float16)
        let losses = try trainer.losses(at: [1e-3, 1e-2, 1e-1])
        #expect(losses.count == 3 && losses.allSatisfy { $0.isFinite })
        #expect(trainer.scaler?.state != GradientScaler.State())
    }
}
