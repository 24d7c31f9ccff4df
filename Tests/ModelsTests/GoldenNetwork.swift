import Foundation
import Layers
import Models
import Tensors
import Testing

/// A network in the state that a golden file starts from, and what PyTorch computed with it.
///
/// The files are written by `Scripts/golden/networks.py` and `attention.py`, which have the versions
/// and seeds.
struct GoldenNetwork {
    let network: any Layer
    let golden: StateDictionary
    let inputs: Tensor
    let labels: Tensor

    /// Reads the file of the network called `name` and loads its initial state.
    init(_ name: String) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name).safetensors").path
        golden = try StateDictionary(path: path)
        inputs = try #require(golden["images"] ?? golden["tokens"])
        labels = try #require(golden["labels"])
        network = try Self.make(name, inputs.shape[1])
        let prefix = "initial."
        let initial = golden.tensors.filter { $0.name.hasPrefix(prefix) }.map {
            (name: String($0.name.dropFirst(prefix.count)), tensor: $0.tensor)
        }
        try network.load(StateDictionary(initial), from: "'\(path)'")
    }

    private static func make(_ name: String, _ inputChannelCount: Int) throws -> any Layer {
        switch name {
        case "bert": try TokenBERT()
        case "vit":
            try VisionTransformer(
                .init(imageSize: 16, patchSize: 4, width: 24, blockCount: 2, headCount: 3),
                inputChannelCount: inputChannelCount, classCount: 10)
        default: try ImageNetwork.named(name).make(inputChannelCount, 10)
        }
    }

    /// The loss of the golden file: cross-entropy with label smoothing.
    func loss() throws -> Tensor {
        try network(inputs).crossEntropy(with: labels, labelSmoothing: 0.1)
    }

    /// Other processors add in another order, with errors as large as PyTorch's own but not the
    /// same; several of them may meet in one number.
    private static let allowance = 8.0

    /// How far a tensor of `kind` may be from the golden one, in units of its largest magnitude:
    /// a few times what float32 is from float64 in PyTorch.
    private func tolerance(_ kind: String) throws -> Double {
        let text = try #require(golden.metadata["rounding.\(kind)"])
        return Self.allowance * (try #require(Double(text)))
    }

    /// Expects `tensor` to be the golden tensor `name`, whose kind is its first component.
    func expect(_ tensor: Tensor, equals name: String) throws {
        let tolerance = try tolerance(String(name.prefix { $0 != "." }))
        let expected = try #require(golden[name])
        let found: [Double] = try tensor.converted(to: .float64).elements()
        let wanted: [Double] = try expected.converted(to: .float64).elements()
        let magnitude = found.map { abs($0) }.max() ?? 0
        if wanted.allSatisfy({ $0 == 0 }) {
            // Zero by its formula: what was computed is rounding.
            #expect(try magnitude <= self.tolerance("zero"), "\(name)")
            return
        }
        if expected.shape == tensor.shape {
            #expect(distance(found, wanted) <= tolerance * magnitude, "\(name)")
        } else {
            // Stands for a large tensor: its sum, the sum of its magnitudes and its first elements.
            let sums = [found.reduce(0, +), found.reduce(0) { $0 + abs($1) }]
            let bound = tolerance * magnitude
            #expect(distance(sums, Array(wanted[..<2])) <= bound * Double(found.count), "\(name)")
            let first = Array(wanted[2...])
            #expect(distance(Array(found[..<first.count]), first) <= bound, "\(name)")
        }
    }
}

/// Returns the largest distance between the elements of two lists; infinite for unequal lengths.
private func distance(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).map { abs($0 - $1) }.max() ?? 0
}
