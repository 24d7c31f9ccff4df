import Foundation
import Layers
import Pruning
import Tensors

/// What `Scripts/golden/methods.py` has written (PyTorch 2.13): two training steps of every method.
struct GoldenSteps: Decodable {
    let rate: Double
    let decay: Double
    let images: GoldenTensor
    let labels: [Int64]
    let weights: [String: GoldenTensor]
    let methods: [String: GoldenMethod]

    static func read() throws -> GoldenSteps {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Golden/methods.json"))
        return try JSONDecoder().decode(GoldenSteps.self, from: data)
    }
}

struct GoldenTensor: Decodable {
    let shape: [Int]
    let elements: [Float]

    func tensor() throws -> Tensor { try Tensor(elements, shape: shape) }
}

struct GoldenMethod: Decodable {
    let pattern: String
    let layers: [String]
    let options: [String: Double]
    let epochCount: Int
    let stepsPerEpoch: Int
    let steps: [GoldenStep]
}

struct GoldenStep: Decodable {
    let epoch: Int
    let step: Int
    let logits: GoldenTensor
    let gradients: [String: GoldenTensor]
    let weights: [String: GoldenTensor]
    let scores: [String: GoldenTensor]
}

/// A convolution, batch normalisation and a linear layer: the network of the golden steps.
final class TwoLayers: Layer {
    let conv1: Convolution2D
    let bn1: BatchNorm2D
    let fc: Linear

    init() throws {
        conv1 = try Convolution2D(4, 4, size: 3, padding: 1, hasBias: false)
        bn1 = try BatchNorm2D(4)
        fc = try Linear(4, 3)
    }

    /// With the weights that the golden steps start from.
    convenience init(_ golden: GoldenSteps) throws {
        try self.init()
        for named in namedParameters {
            guard let start = golden.weights[named.path] else { continue }
            try withoutGradients { try named.parameter.tensor.copy(from: start.tensor()) }
        }
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        try fc(bn1(conv1(input)).relu().mean(along: [2, 3]))
    }
}
