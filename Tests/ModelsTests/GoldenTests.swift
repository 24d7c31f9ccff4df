import Layers
import Tensors
import Testing

/// The networks compute what PyTorch computes.
@Suite struct GoldenTests {
    static let names = ["small-cnn", "resnet20", "bert", "vit"]

    @Test(arguments: names) func givesTheLogitsOfPyTorchInEvaluation(name: String) throws {
        let golden = try GoldenNetwork(name)
        golden.network.setTraining(false)
        try golden.expect(golden.network(golden.inputs), equals: "logits.evaluation")
    }

    @Test(arguments: names) func givesTheLogitsOfPyTorchWhileTraining(name: String) throws {
        let golden = try GoldenNetwork(name)
        try golden.expect(golden.network(golden.inputs), equals: "logits.training")
    }

    @Test(arguments: names) func givesTheGradientsOfPyTorch(name: String) throws {
        let golden = try GoldenNetwork(name)
        try golden.loss().backward()
        for named in golden.network.namedParameters {
            let gradient = try #require(try named.parameter.tensor.gradient)
            try golden.expect(gradient, equals: "gradient.\(named.path)")
        }
    }

    @Test(arguments: names) func givesTheLossesAndStateOfPyTorchAfterTraining(name: String) throws {
        let golden = try GoldenNetwork(name)
        let losses = try train(golden, stepCount: 20)
        try golden.expect(Tensor(losses, shape: [losses.count]), equals: "losses")
        for (name, tensor) in try golden.network.stateDictionary().tensors {
            try golden.expect(tensor, equals: "final.\(name)")
        }
    }

    /// Trains on the golden batch and returns the losses before each step.
    private func train(_ golden: GoldenNetwork, stepCount: Int) throws -> [Double] {
        let weights = golden.network.namedParameters.map(\.parameter.tensor)
        let velocities = try weights.map { try $0.detached().zerosLike() }
        return try (0..<stepCount).map { _ in
            let loss = try golden.loss()
            try golden.network.clearGradients()
            try loss.backward()
            try withoutGradients {
                try Tensor.stepSGD(
                    weights: weights, gradients: weights.map { try #require(try $0.gradient) },
                    velocities: velocities, learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4,
                    isNesterov: false)
            }
            return try loss.item()
        }
    }
}
