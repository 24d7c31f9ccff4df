import Datasets
import Layers
import Models
import Optimization
import Pruning
import Tensors
import Testing
import Training

/// Networks that are pruned while they compute their activations anew, against the same with all of them kept.
@Suite struct GradientCheckpointingTests {
    /// What training leaves, and the zeros of its masks.
    private struct Result: Equatable {
        var bits: [String: [UInt32]] = [:]
        var zeroCount = 0
    }

    private func network() throws -> CIFARResNet {
        let network = try CIFARResNet(blockCount: 1)
        var random = SeededRandom(seed: 4)
        try withoutGradients {
            for named in network.namedParameters where named.parameter.kind != .scale {
                let tensor = named.parameter.tensor
                let values = (0..<tensor.count).map { _ in
                    Float.random(in: -0.2...0.2, using: &random)
                }
                try tensor.copy(from: Tensor(values, shape: tensor.shape))
            }
        }
        return network
    }

    private func source() throws -> BatchLoader {
        var random = SeededRandom(seed: 1)
        let count = 24
        let images = try InMemoryImages(
            name: "dots", classNames: ["a", "b"],
            imageShape: ImageShape(channelCount: 3, height: 8, width: 8),
            pixels: (0..<192 * count).map { _ in .random(in: 0...255, using: &random) },
            labels: (0..<count).map { UInt8($0 % 2) })
        return try BatchLoader(
            dataset: images, configuration: LoaderConfiguration(batchSize: 8))
    }

    /// Weights, running statistics and last gradients after two epochs of three steps.
    private func result(
        _ method: any PruningMethod, autocast: Autocast, isCheckpointed: Bool
    ) throws -> Result {
        let network = try network()
        #expect(network.setGradientCheckpointing(isCheckpointed) == 3)
        let pruner = try Pruner(
            network, sparsity: 0.9, startEpoch: 0, schedule: .oneShot, allocation: .uniform,
            method: method)
        let trainer = Trainer(
            network, pruner: pruner, optimizer: try SGD(network.namedParameters),
            source: try source(),
            settings: Trainer.Settings(epochCount: 2, learningRate: 0.05))
        trainer.autocast = autocast
        for epoch in 0..<2 {
            try trainer.trainEpoch(epoch, into: Tally(of: trainer.task, device: .cpu))
        }
        var result = Result()
        func add(_ name: String, _ tensor: Tensor?) throws {
            result.bits[name] = try #require(tensor).converted(to: .float32)
                .elements(as: Float.self).map(\.bitPattern)
        }
        for named in network.namedParameters + method.trainableParameters {
            try add(named.path, named.parameter.tensor.detached())
            try add(named.path + "'s gradient", named.parameter.tensor.gradient)
        }
        for named in network.namedBuffers { try add(named.path, named.buffer.tensor) }
        try withoutGradients {
            for named in network.namedParameters {
                result.zeroCount += Int(
                    try named.parameter.effective.isEqual(to: 0.0).converted(to: .float32).sum()
                        .item())
            }
        }
        return result
    }

    private func compare(_ method: String, _ autocast: Autocast) throws {
        func made() throws -> any PruningMethod {
            switch method {
            case "movement": try Movement()
            case "str": try STR(initialLogit: -5)
            default: try PDP.paper()
            }
        }
        let wanted = try result(made(), autocast: autocast, isCheckpointed: false)
        let found = try result(made(), autocast: autocast, isCheckpointed: true)
        #expect(found == wanted)
        #expect(wanted.zeroCount > 0)
    }

    /// With masks, with scores and thresholds that are trained.
    @Test(arguments: ["pdp", "movement", "str"]) func prunedNetworks(method: String) throws {
        try compare(method, .none)
    }

    @Test(arguments: [Autocast.bfloat16, .float16]) func mixedPrecision(autocast: Autocast) throws {
        try compare("pdp", autocast)
    }
}
