import Foundation
import Layers
import Tensors
import Testing

/// Single layers against PyTorch, in double precision: outputs and the gradients of all inputs and weights.
///
/// `Scripts/golden/layers.py` wrote the file.
@Suite struct LayerGoldenTests {
    /// A layer as `layers.py` has it, by the name of its case.
    private static let layers: [(name: String, make: @Sendable () throws -> any Layer)] = [
        (
            "conv1d",
            {
                try Convolution(
                    4, 6, windows: Windows([3], stride: [2], padding: 1, dilation: [2]), groups: 2)
            }
        ),
        (
            "conv2d-rectangular",
            {
                try Convolution(
                    2, 3, windows: Windows([3, 1], stride: [2, 1], padding: .axes([1, 0])))
            }
        ),
        (
            "conv2d-same",
            {
                try Convolution(
                    2, 3, windows: Windows([4, 3], padding: .same, dilation: [1, 2]))
            }
        ),
        ("conv2d-sides", { try Prefixed("convolution", unequalSides()) }),
        (
            "conv3d",
            {
                try Convolution(
                    2, 2,
                    windows: Windows([2, 3, 1], stride: [1, 2, 1], padding: .axes([0, 1, 0])),
                    hasBias: false)
            }
        ),
        (
            "transposed1d",
            { try TransposedConvolution(3, 4, windows: Windows([4], stride: [2], padding: 1)) }
        ),
        (
            "transposed2d",
            {
                try TransposedConvolution(
                    4, 6, windows: Windows([3, 2], stride: [2, 3], padding: .axes([1, 0])),
                    outputPadding: [1, 2], groups: 2)
            }
        ),
        (
            "transposed3d",
            {
                try TransposedConvolution(
                    2, 1, windows: Windows([2, 2, 2], stride: [2]), hasBias: false)
            }
        ),
        ("group-norm", { try GroupNorm(groupCount: 2, 4, epsilon: 1e-3) }),
        ("instance-norm", { try InstanceNorm(3, epsilon: 1e-4) }),
        ("rms-norm", { try RMSNorm(5) }),
        ("silu", { SiLU() }),
        ("hard-swish", { HardSwish() }),
        ("hard-sigmoid", { HardSigmoid() }),
        ("sigmoid", { Sigmoid() }),
        ("tanh", { HyperbolicTangent() }),
        ("leaky-relu", { LeakyReLU(slope: 0.2) }),
        ("prelu", { try PReLU(3) }),
        ("gelu", { GELU() }),
        ("gelu-tanh", { GELU(isApproximate: true) }),
        ("max-pool1d", { MaxPool(Windows([3], stride: [2], padding: 1), roundsUp: true) }),
        ("max-pool2d", { MaxPool(Windows([2, 3], stride: [1, 2], dilation: [2, 1])) }),
        ("max-pool3d", { MaxPool(Windows([2, 2, 2], stride: [2])) }),
        ("average-pool1d", { AveragePool(Windows([2], stride: [2]), roundsUp: true) }),
        (
            "average-pool2d",
            { AveragePool(Windows([3, 3], stride: [2], padding: 1), countsPadding: false) }
        ),
        ("average-pool3d", { AveragePool(Windows([2, 1, 2], stride: [2, 1, 2])) }),
        ("adaptive-average", { AdaptiveAveragePool([3, 2]) }),
        ("adaptive-max", { AdaptiveMaxPool([3]) }),
    ]

    private let golden: StateDictionary

    init() throws {
        golden = try StateDictionary(
            path: URL(filePath: #filePath).deletingLastPathComponent().path
                + "/Golden/layers.safetensors")
    }

    @Test(arguments: layers.map(\.name)) func equalsPyTorch(name: String) throws {
        let make = try #require(Self.layers.first { $0.name == name }).make
        let layer = try make()
        try check(layer, case: name) { try layer($0) }
    }

    @Test func attentionWithSharedKeysEqualsPyTorch() throws {
        let attention = try MultiHeadAttention(
            width: 6, headCount: 4, keyHeadCount: 2, keyWidth: 5, keyInputWidth: 3)
        let context = try #require(golden["attention.context"])
        try check(attention, case: "attention") { try attention($0, context: context) }
    }

    /// Loads the weights of a case and compares what it computes; double precision leaves 10⁻¹² of the largest
    /// number for sums in another order.
    private func check(
        _ layer: any Module, case name: String, forward: (Tensor) throws -> Tensor
    ) throws {
        func tensor(_ part: String) throws -> Tensor {
            try #require(golden["\(name).\(part)"], "\(name).\(part)")
        }
        try layer.convert(to: .float64)
        for named in layer.namedParameters {
            let stored = try tensor("weight.\(named.path)")
            #expect(named.parameter.tensor.shape == stored.shape, "\(named.path)")
            try withoutGradients { try named.parameter.tensor.copy(from: stored) }
        }
        let input = try tensor("input").clone()
        try input.setRequiresGradient(true)
        let output = try forward(input)
        #expect(try distance(output, tensor("output")) < 1e-12)
        try (output * tensor("factor")).sum().backward()
        let gradients =
            [("input", input)] + layer.namedParameters.map { ($0.path, $0.parameter.tensor) }
        for (path, tensor) in gradients {
            let found = try #require(try tensor.gradient, "\(path)")
            let wanted = try #require(golden["\(name).gradient.\(path)"])
            #expect(try distance(found, wanted) < 1e-12, "\(path)")
        }
        #expect(
            golden.tensors.count { $0.name.hasPrefix("\(name).weight.") }
                == layer.namedParameters.count)
    }

    /// The largest difference beside the largest number; infinite for other shapes.
    private func distance(_ found: Tensor, _ wanted: Tensor) throws -> Double {
        guard found.shape == wanted.shape else { return .infinity }
        return try (found - wanted).magnitude().maximum().item()
            / max(1, wanted.magnitude().maximum().item())
    }

    private static func unequalSides() throws -> Convolution {
        let padding = Padding.sides([(before: 0, after: 1), (before: 1, after: 2)])
        return try Convolution(2, 3, windows: Windows([2, 3], padding: padding))
    }
}

/// Tells paddings and windows apart, and refuses what does not fit.
@Suite struct WindowsTests {
    @Test func takesOneNumberForEveryAxis() {
        let windows = Windows([3, 5], stride: [2])
        #expect(windows.stride == [2, 2] && windows.dilation == [1, 1])
    }

    @Test(arguments: [
        (Padding.all(2), [2, 2, 2, 2]), (.axes([1, 0]), [1, 1, 0, 0]),
        (.sides([(before: 0, after: 1), (before: 2, after: 3)]), [0, 1, 2, 3]),
        (.same, [1, 2, 4, 4]),
    ]) func saysWhatIsAddedOnEachSide(padding: Padding, wanted: [Int]) throws {
        let sides = try padding.sides(ofSize: [4, 5], dilation: [1, 2])
        #expect(sides.flatMap { [$0.before, $0.after] } == wanted)
        #expect(padding == padding && padding != .all(7))
    }

    @Test func refusesPaddingOfOtherAxes() throws {
        let error = try #require(throws: TorchError.self) {
            try Padding.axes([1]).sides(ofSize: [3, 3], dilation: [1, 1])
        }
        #expect(error.description == "padding: has 1 axes; the windows have 2")
    }

    @Test func refusesUnequalSidesWherePoolingCannotHaveThem() throws {
        let input = try Tensor.zeros([1, 1, 4])
        let windows = Windows([2], padding: .sides([(before: 0, after: 1)]))
        let error = try #require(throws: TorchError.self) { try MaxPool(windows)(input) }
        #expect(error.description == "pooling: its padding differs between the sides of an axis")
    }
}

/// A layer below a name.
private final class Prefixed: Layer {
    @Named var layer: any Layer

    init(_ name: String, _ layer: any Layer) {
        _layer = Named(name, layer)
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor { try layer(input) }
}
