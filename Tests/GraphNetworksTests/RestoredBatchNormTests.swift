import GraphNetworks
import Graphs
import Layers
import Tensors
import Testing

/// Batch norms that were folded into the convolutions of a graph, put back to train with.
@Suite struct RestoredBatchNormTests {
    /// Folding changes the order of a few roundings of single precision.
    private static let tolerance = 1e-4

    /// Two convolutions of images, a gate of one place, and a product.
    private func network() throws -> GraphNetwork {
        func numbers(_ count: Int, _ shift: Int = 0) -> [Float] {
            (0..<count).map { Float(($0 * 7 + shift) % 11) / 11 - 0.4 }
        }
        func convolution(_ padding: Int) -> Graphs.Operation {
            .convolution(
                Graphs.Convolution(
                    strides: [1, 1], padding: .explicit([padding, padding, padding, padding]),
                    dilations: [1, 1]))
        }
        return try GraphNetwork(
            Graph(
                inputs: [.init("x", TensorType(.float32, ["batch", 2, 5, 5]))], outputs: ["y"],
                nodes: [
                    Node(
                        convolution(1), inputs: ["x", "first.weight", "first.bias"],
                        outputs: ["a"]),
                    Node(.unary(.relu), inputs: ["a"], outputs: ["b"]),
                    Node(
                        convolution(0), inputs: ["b", "second.weight", "second.bias"],
                        outputs: ["c"]),
                    Node(.globalAveragePool, inputs: ["c"], outputs: ["d"]),
                    Node(
                        convolution(0), inputs: ["d", "gate.weight", "gate.bias"], outputs: ["e"]),
                    Node(.unary(.sigmoid), inputs: ["e"], outputs: ["f"]),
                    Node(.binary(.mul), inputs: ["c", "f"], outputs: ["g"]),
                    Node(.globalAveragePool, inputs: ["g"], outputs: ["h"]),
                    Node(.flatten(axis: 1), inputs: ["h"], outputs: ["i"]),
                    Node(
                        .gemm(Gemm(transposesSecond: true)), inputs: ["i", "fc.weight", "fc.bias"],
                        outputs: ["y"]),
                ],
                weights: [
                    "first.weight": TensorData(floats: numbers(54), shape: [3, 2, 3, 3]),
                    "first.bias": TensorData(floats: [0.1, 0.2, 0.3]),
                    "second.weight": TensorData(floats: numbers(12, 3), shape: [4, 3, 1, 1]),
                    "second.bias": TensorData(floats: [1, 2, 3, 4]),
                    "gate.weight": TensorData(floats: numbers(16, 5), shape: [4, 4, 1, 1]),
                    "gate.bias": TensorData(floats: [0, 1, 0, 1]),
                    "fc.weight": TensorData(floats: numbers(12, 3), shape: [3, 4]),
                    "fc.bias": TensorData(floats: [0, 1, 2]),
                ]))
    }

    private func images() throws -> Tensors.Tensor { try .randomNormal([6, 2, 5, 5]) }

    private func outputs(of network: GraphNetwork, _ input: Tensors.Tensor) throws -> [Float] {
        network.setTraining(false)
        return try network(["x": input]).tensors[0].elements()
    }

    private func isNear(_ left: [Float], _ right: [Float]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { abs(Double($0 - $1)) < Self.tolerance }
    }

    @Test func keepsTheOutputsAndFoldsAgain() throws {
        let network = try network()
        let names = network.namedParameters.map(\.path)
        let input = try images()
        let before = try outputs(of: network, input)

        try network.restoreBatchNorm { _ = try network(["x": images()]) }
        #expect(isNear(try outputs(of: network, input), before))
        #expect(
            network.namedParameters.map(\.path) == [
                "first.weight", "first.bias", "first.norm.weight", "first.norm.bias",
                "second.weight", "second.bias", "second.norm.weight", "second.norm.bias",
                "gate.weight", "gate.bias", "fc.weight", "fc.bias",
            ])
        #expect(network.withoutRestoredNorms { network.namedParameters.map(\.path) } == names)

        try network.foldBatchNorm()
        #expect(isNear(try outputs(of: network, input), before))
        #expect(network.namedParameters.map(\.path) == names)
    }

    @Test func normalisesByTheBatchWhileTraining() throws {
        let network = try network()
        try network.restoreBatchNorm { _ = try network(["x": images()]) }
        let input = try images()
        let evaluated = try outputs(of: network, input)
        network.setTraining(true)
        let scaled = try network(["x": input * 9]).tensors[0].elements(as: Float.self)
        network.setTraining(false)
        let plain = try network(["x": input * 9]).tensors[0].elements(as: Float.self)
        #expect(!isNear(scaled, plain) && !isNear(plain, evaluated))
    }

    @Test func itsGraphHasThemFoldedIn() throws {
        let network = try network()
        try network.restoreBatchNorm { _ = try network(["x": images()]) }
        network.setTraining(true)
        _ = try withoutGradients { try network(["x": images() * 2]) }
        let input = try images()
        let wanted = try outputs(of: network, input)
        let graph = try network.currentGraph()
        #expect(graph.weights.keys.sorted() == network.graphWeightNames)
        let numbers = try input.elements(as: Float.self).map { Double($0) }
        let result = try ReferenceEvaluator(graph).run([
            "x": Graphs.Tensor(.float32, [6, 2, 5, 5], numbers)
        ])
        #expect(isNear(try #require(result["y"]).numbers.map { Float($0) }, wanted))
    }

    @Test func anErrorNamesTheNodeAndItsWeights() throws {
        let network = try network()
        let weight = network.namedParameters[2].parameter
        weight.transform = WrongShape()
        #expect {
            _ = try network(["x": images()])
        } throws: {
            "\($0)".hasPrefix(
                "the node 'c' (Conv) cannot be computed from 'b' [6, 3, 5, 5], 'second.weight' "
                    + "[2, 6, 1, 1], 'second.bias' [4]: aten::")
        }
    }
}

extension GraphNetwork {
    /// The weights of the graph, which are all parameters here.
    fileprivate var graphWeightNames: [String] {
        withoutRestoredNorms { namedParameters.map(\.path) }.sorted()
    }
}

/// Gives weights another shape, as a fault would.
private final class WrongShape: WeightTransform {
    func callAsFunction(_ weight: Tensors.Tensor) throws -> Tensors.Tensor {
        try weight.reshaped([2, 6, 1, 1])
    }
}
