import Layers
import Models
import Tensors
import Testing

/// MobileNets and ResNets compute what PyTorch computes.
@Suite struct VisionGoldenTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let make: @Sendable () throws -> any Layer
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "mobilenet-v1") { try MobileNetV1(width: 0.25, classCount: 10) },
        Case(name: "mobilenet-v1-small-images") {
            try MobileNetV1(width: 0.25, classCount: 10, stem: .smallImages)
        },
        Case(name: "mobilenet-v1-folded") {
            try MobileNetV1(width: 0.25, classCount: 10, variant: .folded)
        },
        Case(name: "mobilenet-v2") { try MobileNetV2(width: 0.25, classCount: 10, dropout: 0) },
        Case(name: "mobilenet-v2-small-images") {
            try MobileNetV2(width: 0.25, classCount: 10, stem: .smallImages, dropout: 0)
        },
        Case(name: "resnet18") { try ResNet(.resNet18, classCount: 10) },
        Case(name: "resnet18-small-images") {
            try ResNet(.resNet18, classCount: 10, stem: .smallImages)
        },
        Case(name: "resnet34") { try ResNet(.resNet34, classCount: 10) },
        Case(name: "resnet50") { try ResNet(.resNet50, classCount: 10) },
    ]

    @Test(arguments: cases) func givesTheNumbersOfPyTorch(testCase: Case) throws {
        let golden = try FormulaGolden(testCase.name, network: testCase.make())
        golden.network.setTraining(false)
        try withoutGradients {
            try golden.expect(golden.network(golden.images), equals: "logits.evaluation")
        }
        golden.network.setTraining(true)
        try train(golden)
        let state = try golden.network.stateDictionary().tensors
        #expect(golden.names(of: "final") == Set(state.map(\.name)))
        for (name, tensor) in state { try golden.expect(tensor, equals: "final.\(name)") }
    }

    /// Trains on the golden batch, and expects the golden losses and, of the first step, logits and
    /// gradients.
    private func train(_ golden: FormulaGolden) throws {
        let parameters = golden.network.namedParameters
        let weights = parameters.map(\.parameter.tensor)
        let velocities = try weights.map { try $0.detached().zerosLike() }
        let losses = try (0..<golden.stepCount).map { step in
            let logits = try golden.network(golden.images)
            let loss = try logits.crossEntropy(with: golden.labels, labelSmoothing: 0.1)
            try golden.network.clearGradients()
            try loss.backward()
            let gradients = try weights.map { try #require(try $0.gradient) }
            if step == 0 {
                try golden.expect(logits, equals: "logits.training")
                #expect(golden.names(of: "gradient") == Set(parameters.map(\.path)))
                for (named, gradient) in zip(parameters, gradients) {
                    try golden.expect(gradient, equals: "gradient.\(named.path)")
                }
            }
            try withoutGradients {
                try Tensor.stepSGD(
                    weights: weights, gradients: gradients, velocities: velocities,
                    learningRate: golden.learningRate, momentum: 0.9, weightDecay: 5e-4,
                    isNesterov: false)
            }
            return try loss.item()
        }
        try golden.expect(Tensor(losses, shape: [losses.count]), equals: "losses")
    }
}
