import GraphNetworks
import Graphs
import Layers
import Models
import Tensors
import TestSupport
import Testing

@Suite struct TracingTests {
    @Test(arguments: ImageNetwork.all.map(\.name)) func catalogueNetworksEqualTheirGraphs(
        name: String
    ) throws {
        let kind = try ImageNetwork.named(name)
        let channelCount = name == "small-cnn" ? 1 : 3
        let network = try kind.make(channelCount, 10)
        let size = kind.imageSize ?? 64
        func images(_ count: Int) throws -> NamedTensors {
            ["input": try Tensors.Tensor.randomNormal([count, channelCount, size, size])]
        }
        let graph = try network.traced(
            images(2), images(3), axes: ["input": [0: "batch"]])
        #expect(graph.inputs[0].type.shape[0] == "batch")
        let copy = try GraphNetwork(graph)
        #expect(Set(copy.namedParameters.map(\.path)) == Set(network.namedParameters.map(\.path)))
        // Dropout draws other numbers each time.
        let isRandom = !network.modules(of: Dropout.self).isEmpty
        try expectEqual(network, copy, images(4), whileTraining: !isRandom)
    }

    @Test func sentencesOfAnyLength() throws {
        var configuration = BERTConfiguration(layerCount: 2, hiddenSize: 128)
        configuration.vocabularySize = 50
        configuration.maximumPositionCount = 24
        let network = try BERTClassifier(configuration)
        func words(_ count: Int, _ length: Int) throws -> NamedTensors {
            // Word 0 pads: the layer keeps its row as it is, which a graph does not say.
            let tokens = try Tensors.Tensor.randomUniform([count, length]) * 48 + 1
            var mask = [Int64](repeating: 1, count: count * length)
            mask[length - 1] = 0
            return [
                "input_ids": try tokens.converted(to: .int64),
                "token_type_ids": try Tensors.Tensor.zeros([count, length], type: .int64),
                "attention_mask": try Tensors.Tensor(mask, shape: [count, length]),
            ]
        }
        let axes = [0: "batch", 1: "length"]
        let graph = try network.traced(
            words(2, 5), words(3, 7),
            axes: ["input_ids": axes, "token_type_ids": axes, "attention_mask": axes])
        #expect(
            graph.inputs.map { $0.type.shape } == Array(repeating: ["batch", "length"], count: 3))
        try expectEqual(network, GraphNetwork(graph), words(4, 11), whileTraining: false)
    }

    /// Compares outputs in both modes, and the gradients of the weights.
    private func expectEqual(
        _ network: some Network, _ copy: GraphNetwork, _ inputs: NamedTensors,
        whileTraining: Bool = true
    ) throws {
        for isTraining in whileTraining ? [false, true] : [false] {
            network.setTraining(isTraining)
            copy.setTraining(isTraining)
            let (one, other) = (try network(inputs).tensors[0], try copy(inputs).tensors[0])
            let scale = try max(one.magnitude().maximum().item(), 1)
            #expect(try (one - other).magnitude().maximum().item() < 1e-4 * scale)
            try one.squared().sum().backward()
            try other.squared().sum().backward()
        }
        let own = network.namedParameters
        for (path, parameter) in copy.namedParameters.map({ ($0.path, $0.parameter) }) {
            let wanted = try #require(own.first { $0.path == path }).parameter
            let (found, gradient) = (
                try #require(try parameter.tensor.gradient),
                try #require(try wanted.tensor.gradient)
            )
            // Where rounding moves a value across the bend of an activation, single gradients differ by
            // far more than rounding; over all of them that is little.
            func size(_ tensor: Tensors.Tensor) throws -> Double {
                try (tensor.squared().sum().item() / Double(tensor.count)).squareRoot()
            }
            #expect(try size(found - gradient) < 1e-2 * max(size(gradient), 1), "\(path)")
        }
    }

    /// A layer that computes what `body` says.
    private final class Computing: Layer {
        let body: (Tensors.Tensor) throws -> Tensors.Tensor

        init(_ body: @escaping (Tensors.Tensor) throws -> Tensors.Tensor) { self.body = body }

        func callAsFunction(_ input: Tensors.Tensor) throws -> Tensors.Tensor { try body(input) }
    }

    private static let functions: [String: @Sendable (Tensors.Tensor) throws -> Tensors.Tensor] = [
        "activations": {
            try $0.silu() + $0.hardSwish() + $0.hardSigmoid() + $0.leakyReLU() + $0.elu()
                + $0.softplus() + $0.gelu() + $0.approximateGELU() + $0.relu6() + $0.sigmoid()
                + $0.hyperbolicTangent()
        },
        "arithmetic": { try (2 - $0) * 3 - $0 / 4 + $0.squared().squareRoot() - $0.magnitude() },
        "pooling": {
            try $0.maxPool(Windows([3, 3], stride: [2, 2], padding: 1))
                + $0.averagePool(Windows([3, 3], stride: [2, 2], padding: 1))
        },
        "adaptive": { try $0.adaptiveAveragePool([4, 2]) + $0.adaptiveMaxPool([4, 2]) },
        "groups": { try $0.groupNorm(groupCount: 2, weight: nil, bias: nil, epsilon: 1e-5) },
        "root mean square": {
            try $0.rmsNorm(weight: Tensors.Tensor.full([8], 2), epsilon: 1e-6)
        },
        "moved": {
            try Tensors.Tensor.concatenating(
                [
                    $0.narrowed(1, to: 1..<3),
                    $0.padded([1, 0, 0, 1]).narrowed(3, to: 0..<8)
                        .narrowed(2, to: 0..<8),
                ], along: 1)
        },
        "softmax": { try $0.softmax(along: 1) + $0.logSoftmax(along: -1) },
        "reduced": {
            try $0 + $0.mean(along: [2, 3], keepsDimensions: true)
                + $0.sum(along: [1], keepsDimensions: true)
        },
        "chosen": { try $0.selected(where: $0.isGreater(than: 0), otherwise: $0.zerosLike()) },
        "flat": { try $0.flattened().reshaped([$0.shape[0] * 4, -1]) },
        "repeated": { try $0.repeatedInterleaved(3, along: 1) },
        "every second": { try $0.everySecondPixel() },
    ]

    @Test(arguments: functions.keys.sorted()) func operatorsEqualTheirOperations(name: String)
        throws
    {
        let network = Computing(try #require(Self.functions[name]))
        let inputs = try [2, 3, 5].map { try Tensors.Tensor.randomNormal([$0, 4, 8, 8]) }
        let graph = try network.traced(
            ["input": inputs[0]], ["input": inputs[1]], axes: [:])
        let copy = try GraphNetwork(graph)
        let (one, other) = (
            try network(["input": inputs[2]]).tensors[0], try copy(["input": inputs[2]]).tensors[0]
        )
        #expect(one.shape == other.shape)
        #expect(try (one - other).magnitude().maximum().item() < 1e-5)
    }

    private func refusal(
        of body: @escaping (Tensors.Tensor) throws -> Tensors.Tensor
    ) -> String? {
        message {
            _ = try Computing(body).traced(
                ["input": Tensors.Tensor.zeros([2, 3])], ["input": Tensors.Tensor.zeros([3, 3])],
                axes: [:])
        }
    }

    @Test func saysWhatGraphsCannotSay() throws {
        #expect(
            refusal { try $0.sorted(along: 1).values }
                == "the network calls 'sort', which graphs do not have")
        #expect(
            refusal { try $0.shape[0] == 2 ? $0.relu() : $0.sigmoid() }
                == "the network calls 'relu' for one number of examples and 'sigmoid' for another; a "
                + "graph does the same for every number")
        #expect(
            refusal {
                try $0.clone().add(1)
                let copy = try $0.clone()
                try copy.add(1)
                return copy
            }
                == "the network overwrites the value 'clone_0'; in a graph every value is written once"
        )
        #expect(
            refusal { try $0 + Tensors.Tensor([Float($0.shape[0])], shape: [1]) }
                == "the network makes a tensor, 'constant_0', that differs from one number of "
                + "examples to another")
        #expect(
            refusal { try $0.reshaped([$0.shape[0] == 2 ? 2 : 9, -1]) }
                == "the network calls 'reshape' with the sizes 2 and 9 for two numbers of examples, "
                + "which are no multiples of them")
    }
}
