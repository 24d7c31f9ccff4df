import Foundation
import Layers
import Tensors
import TestSupport

/// Returns a tensor of single-precision numbers.
func floats(_ elements: [Float], _ shape: [Int]? = nil) throws -> Tensor {
    try Tensor(elements, shape: shape ?? [elements.count])
}

/// Numbers between −3 and 3, the same in every run.
final class SeededNumbers {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    func tensor(_ shape: [Int]) throws -> Tensor {
        try floats(
            (0..<shape.reduce(1, *)).map { _ in .random(in: -3...3, using: &generator) }, shape)
    }
}

/// Multiplies the stored weights by a number.
final class Scaling: WeightTransform {
    private let factor: Double

    init(_ factor: Double) { self.factor = factor }

    func callAsFunction(_ weight: Tensor) throws -> Tensor { try weight * factor }
}

/// A layer as a user would write it, with a list of layers, a list of parameters and a name of its
/// own.
final class Mixture: Layer {
    let gate: Parameter
    let experts: [Linear]
    let offsets: [Parameter]
    @Named var runningLoad: Buffer
    let note = "not a member"
    let absent: Parameter? = nil

    init() throws {
        gate = try Parameter(Tensor.full([2], 0.5))
        experts = try [Linear(3, 2), Linear(3, 2, hasBias: false)]
        offsets = try [Parameter(Tensor.zeros([2])), Parameter(Tensor.zeros([2]))]
        _runningLoad = Named("running_load", Buffer(try Tensor.zeros([2], type: .int64)))
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let outputs = try zip(experts, offsets).map { try $0(input) + $1.effective }
        return try outputs[0] * gate.effective + outputs[1]
    }
}

/// A network of one convolution, its normalisation and a user's layer.
final class SmallNetwork: Layer {
    let conv1: Convolution2D
    @Named var norm: BatchNorm2D
    let head: Sequential

    init() throws {
        conv1 = try Convolution2D(1, 3, size: 3, hasBias: false)
        _norm = Named("bn1", try BatchNorm2D(3))
        head = try Sequential([GlobalAveragePool2D(), Mixture(), Linear(2, 4)])
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor { try head(norm(conv1(input))) }

    static let parameterPaths = [
        "conv1.weight", "bn1.weight", "bn1.bias", "head.1.gate", "head.1.offsets.0",
        "head.1.offsets.1", "head.1.experts.0.weight", "head.1.experts.0.bias",
        "head.1.experts.1.weight", "head.2.weight", "head.2.bias",
    ]

    static let bufferPaths = [
        "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked", "head.1.running_load",
    ]
}

/// A path for one file, which is removed with the object.
final class TemporaryFile {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
