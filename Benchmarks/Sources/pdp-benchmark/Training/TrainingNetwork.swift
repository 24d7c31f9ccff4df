import ArgumentParser
import Experiments
import Layers
import Models
import Optimization
import Tensors

/// A network whose training steps are timed, with its batch and its optimizer;
/// `pytorch/training_networks.py` has its counterpart.
enum TrainingNetwork: String, CaseIterable, ExpressibleByArgument {
    case smallCNN = "small-cnn"
    case resNet20 = "resnet20"
    case resNet18 = "resnet18"
    case mobileNetV1 = "mobilenet-v1"
    case bertBase = "bert-base"

    /// One linear layer of 2.4 million weights, which multiplies each only once per example.
    case oneLayer = "one-layer"

    /// Examples of a step.
    var batch: Int {
        switch self {
        case .smallCNN, .resNet20, .oneLayer: 128
        case .resNet18, .mobileNetV1: 32
        case .bertBase: 8
        }
    }

    /// Classes that the labels have.
    var classCount: Int {
        switch self {
        case .smallCNN, .resNet20, .oneLayer: 10
        case .resNet18, .mobileNetV1: 1000
        case .bertBase: 3
        }
    }

    /// Shape of an example: an image, the values of the layer, or the tokens of a text.
    private var inputShape: [Int] {
        switch self {
        case .smallCNN: [1, 28, 28]
        case .resNet20: [3, 32, 32]
        case .resNet18, .mobileNetV1: [3, 224, 224]
        case .bertBase: [128]
        case .oneLayer: [1536]
        }
    }

    /// Makes the network with random weights.
    func make() throws -> any Network {
        switch self {
        case .oneLayer:
            return try Linear(1536, 1536)
        case .bertBase:
            var configuration = BERTConfiguration.base
            configuration.classCount = classCount
            return try BERTClassifier(configuration)
        default:
            return try ImageNetwork.named(rawValue).make(inputShape[0], classCount)
        }
    }

    /// Makes one batch: random numbers, or texts of full length with their types and their mask.
    func inputs(batch: Int) throws -> NamedTensors {
        let shape = [batch] + inputShape
        guard self == .bertBase else { return ["images": try Tensor.randomNormal(shape)] }
        let tokens = (0..<shape.reduce(1, *)).map { Int64(1 + $0 * 7919 % 30_000) }
        let types = try Tensor(tokens.map { _ in Int64(0) }, shape: shape)
        let mask = try Tensor(tokens.map { _ in Int64(1) }, shape: shape)
        return [
            "input_ids": try Tensor(tokens, shape: shape), "token_type_ids": types,
            "attention_mask": mask,
        ]
    }

    /// Makes the optimizer that the network is usually trained with.
    func optimizer(of network: any Module) throws -> any Optimizer {
        try self == .bertBase
            ? AdamW(network.namedParameters, decaysAll: true)
            : SGD(network.namedParameters, weightDecay: 5e-4, decaysAll: true)
    }

    /// The learning rate, the same in every step.
    var learningRate: Double { self == .bertBase ? 2e-5 : 0.05 }
}
