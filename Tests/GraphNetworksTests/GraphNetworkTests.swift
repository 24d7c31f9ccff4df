import GraphNetworks
import Graphs
import Layers
import ONNXFiles
import Tensors
import TestSupport
import Testing

@Suite struct GraphNetworkTests {
    /// Single precision and sums of at most 100 products of numbers below 10.
    static let tolerance = 1e-4

    @Test(arguments: GoldenCase.all) func computesWhatOnnxruntimeDoes(_ golden: GoldenCase) throws {
        let network = try GraphNetwork(ONNXFile(path: golden.path).graph)
        network.setTraining(false)
        let results = try network(golden.tensors)
        for wanted in golden.outputs {
            let result = try #require(results[wanted.name])
            #expect(result.shape == wanted.shape)
            let numbers = try result.converted(to: .float64).elements(as: Double.self)
            let difference = zip(numbers, wanted.numbers).map { abs($0 - $1) }.max() ?? 0
            #expect(difference < Self.tolerance)
        }
    }

    /// Convolutions and products give half precision to nodes that have constants in single precision.
    @Test(arguments: GoldenCase.all, [Autocast.bfloat16, .float16])
    func computesWithAutocast(_ golden: GoldenCase, autocast: Autocast) throws {
        let network = try GraphNetwork(ONNXFile(path: golden.path).graph)
        network.setTraining(false)
        let results = try withAutocast(autocast) { try network(golden.tensors) }
        for wanted in golden.outputs {
            let result = try #require(results[wanted.name])
            #expect(result.shape == wanted.shape)
            let numbers = try result.converted(to: .float64).elements(as: Double.self)
            #expect(
                zip(numbers, wanted.numbers).allSatisfy { !$1.isFinite || $0.isFinite })
        }
    }

    @Test(arguments: GoldenCase.all) func itsGraphComputesTheSame(_ golden: GoldenCase) throws {
        let network = try GraphNetwork(ONNXFile(path: golden.path).graph)
        let graph = try network.currentGraph()
        try graph.check()
        var inputs: [String: Graphs.Tensor] = [:]
        for value in golden.inputs {
            inputs[value.name] = Graphs.Tensor(.float32, value.shape, value.numbers)
        }
        let results = try ReferenceEvaluator(graph).run(inputs)
        for wanted in golden.outputs {
            let numbers = try #require(results[wanted.name]).numbers
            let difference = zip(numbers, wanted.numbers).map { abs($0 - $1) }.max() ?? 0
            #expect(difference < Self.tolerance)
        }
    }

    /// Conv, batch norm, ReLU, pooling, a product written as MatMul and Add, and a softmax.
    private func smallNetwork(givesLogits: Bool = true) throws -> GraphNetwork {
        func numbers(_ count: Int, _ shift: Int = 0) -> [Float] {
            (0..<count).map { Float(($0 * 7 + shift) % 11) / 11 - 0.4 }
        }
        let convolution = Graphs.Convolution(
            strides: [1, 1], padding: .explicit([1, 1, 1, 1]), dilations: [1, 1])
        return try GraphNetwork(
            Graph(
                inputs: [.init("x", TensorType(.float32, ["batch", 2, 5, 5]))], outputs: ["y"],
                nodes: [
                    Node(.convolution(convolution), inputs: ["x", "conv.weight"], outputs: ["a"]),
                    Node(
                        .batchNormalization(epsilon: 1e-5, momentum: 0.9, isTraining: false),
                        inputs: ["a", "bn.weight", "bn.bias", "bn.mean", "bn.var"], outputs: ["b"]),
                    Node(.unary(.relu), inputs: ["b"], outputs: ["c"]),
                    Node(.globalAveragePool, inputs: ["c"], outputs: ["d"]),
                    Node(.flatten(axis: 1), inputs: ["d"], outputs: ["e"]),
                    Node(.matMul, inputs: ["e", "fc.weight"], outputs: ["f"]),
                    Node(.binary(.add), inputs: ["f", "fc.bias"], outputs: ["g"]),
                    Node(.softmax(axis: -1), inputs: ["g"], outputs: ["y"]),
                ],
                weights: [
                    "conv.weight": TensorData(floats: numbers(54), shape: [3, 2, 3, 3]),
                    "bn.weight": TensorData(floats: [1, 0.5, 2]),
                    "bn.bias": TensorData(floats: [0.1, 0.2, 0.3]),
                    "bn.mean": TensorData(floats: [0, 0.1, -0.1]),
                    "bn.var": TensorData(floats: [1, 2, 0.5]),
                    "fc.weight": TensorData(floats: numbers(12, 3), shape: [3, 4]),
                    "fc.bias": TensorData(floats: [0, 1, 2, 3]),
                ]), givesLogits: givesLogits)
    }

    @Test func hasTheParametersOfItsLayers() throws {
        let network = try smallNetwork()
        let parameters = network.namedParameters
        #expect(
            parameters.map(\.path) == [
                "conv.weight", "bn.weight", "bn.bias", "fc.weight", "fc.bias",
            ])
        #expect(
            parameters.map(\.parameter.kind) == [
                .convolution(groups: 1), .scale, .bias, .linear, .bias,
            ])
        #expect(parameters.map(\.parameter.tensor.shape)[3] == [4, 3])
        #expect(network.namedBuffers.map(\.path) == ["bn.mean", "bn.var"])
        #expect(network.findOutputWeights().first === parameters[3].parameter)
    }

    @Test func givesLogitsWhereAsked() throws {
        let input = try Tensors.Tensor.randomNormal([3, 2, 5, 5])
        let (logits, shares) = (try smallNetwork(), try smallNetwork(givesLogits: false))
        for network in [logits, shares] { network.setTraining(false) }
        let first = try logits(["x": input]).tensors[0].softmax(along: -1)
        let second = try shares(["x": input]).tensors[0]
        #expect(try (first - second).magnitude().maximum().item() < 1e-6)
        #expect(try logits.currentGraph().nodes.last?.operation == .softmax(axis: -1))
    }

    /// Exporters write vectors that happen to be equal once.
    @Test func layersHaveVectorsOfTheirOwn() throws {
        let norm = Graphs.Operation.layerNormalization(axis: -1, epsilon: 1e-5)
        let network = try GraphNetwork(
            Graph(
                inputs: [.init("x", TensorType(.float32, ["batch", 4]))], outputs: ["y"],
                nodes: [
                    Node(norm, inputs: ["x", "scale", "zeros"], outputs: ["a"]),
                    Node(.binary(.add), inputs: ["a", "zeros"], outputs: ["b"]),
                    Node(norm, inputs: ["b", "scale", "zeros"], outputs: ["y"]),
                ],
                weights: [
                    "scale": TensorData(floats: [1, 1, 1, 1]),
                    "zeros": TensorData(floats: [0, 0, 0, 0]),
                ]))
        #expect(
            network.namedParameters.map(\.path) == [
                "scale", "zeros", "zeros_b", "scale_y", "zeros_y",
            ])
    }

    @Test func normalisesByTheBatchWhileTraining() throws {
        let network = try smallNetwork()
        let reference = try BatchNorm2D(
            scale: Tensors.Tensor([1, 0.5, 2] as [Float], shape: [3]),
            shift: Tensors.Tensor([0.1, 0.2, 0.3] as [Float], shape: [3]),
            mean: Tensors.Tensor([0, 0.1, -0.1] as [Float], shape: [3]),
            variance: Tensors.Tensor([1, 2, 0.5] as [Float], shape: [3]),
            names: ["a", "b", "c", "d"], momentum: 0.1, epsilon: 1e-5)
        let input = try Tensors.Tensor.randomNormal([4, 2, 5, 5])
        _ = try network(["x": input])
        let weight = network.namedParameters[0].parameter
        _ = try reference(input.convolution2D(weight: weight.tensor, bias: nil, padding: 1))
        let found = network.namedBuffers.map(\.buffer.tensor)
        let wanted = reference.namedBuffers.map(\.buffer.tensor)
        for (one, other) in zip(found, wanted) {
            #expect(try (one - other).magnitude().maximum().item() < 1e-6)
        }
    }

    /// A file that was written while the network was trained is one of a network that is not.
    @Test func isWrittenWithRunningStatistics() throws {
        let norm = Graphs.Operation.batchNormalization(
            epsilon: 1e-5, momentum: 0.9, isTraining: true)
        let names = ["scale", "shift", "mean", "variance"]
        let graph = Graph(
            inputs: [.init("x", TensorType(.float32, ["batch", 2, 3, 3]))], outputs: ["y"],
            nodes: [
                Node(norm, inputs: ["x"] + names, outputs: ["y", "new mean", "new variance"])
            ],
            weights: Dictionary(
                uniqueKeysWithValues: names.map { ($0, TensorData(floats: [0.5, 2])) }))
        let network = try GraphNetwork(graph)
        let written = try network.currentGraph().nodes[0]
        #expect(
            written.operation
                == .batchNormalization(epsilon: 1e-5, momentum: 0.9, isTraining: false))
        #expect(written.outputs == ["y"])
        // What needs the new statistics has to have them.
        var other = graph
        other.outputs = ["y", "new mean"]
        #expect(other.takingRunningStatistics() == other)
    }

    @Test func gradientsAreThoseOfFiniteDifferences() throws {
        let network = try smallNetwork()
        network.setTraining(false)
        let input = try Tensors.Tensor.randomNormal([2, 2, 5, 5])
        func loss() throws -> Tensors.Tensor {
            try network(["x": input]).tensors[0].squared().sum()
        }
        try loss().backward()
        for (path, parameter) in network.namedParameters.map({ ($0.path, $0.parameter) }) {
            let gradient = try #require(try parameter.tensor.gradient)
            let slope = try gradient.elements(as: Float.self)[0]
            let step = 1e-2
            func moved(_ distance: Double) throws -> Double {
                var offset = [Float](repeating: 0, count: parameter.tensor.count)
                offset[0] = Float(distance)
                let change = try Tensors.Tensor(offset, shape: parameter.tensor.shape)
                try withoutGradients { try parameter.tensor.add(change) }
                defer { _ = try? withoutGradients { try parameter.tensor.add(change, scale: -1) } }
                return try withoutGradients { try loss().item() }
            }
            let numeric = (try moved(step) - moved(-step)) / (2 * step)
            #expect(
                abs(numeric - Double(slope)) < 2e-2 * max(1, abs(numeric)), "\(path)")
        }
    }

    @Test func refusesInputsOfAnotherSize() throws {
        let network = try smallNetwork()
        let found = message { _ = try network(["x": Tensors.Tensor.zeros([1, 3, 5, 5])]) }
        #expect(
            found
                == "the input 'x' has the shape [1, 3, 5, 5]; [\"batch\", \"2\", \"5\", \"5\"] is needed"
        )
    }

    @Test func sharedStatisticsAreSeparated() throws {
        let norm = Operation.batchNormalization(epsilon: 1e-5, momentum: 0.9, isTraining: false)
        let network = try GraphNetwork(
            Graph(
                inputs: [.init("x", TensorType(.float32, ["batch", 2, 3]))], outputs: ["y"],
                nodes: [
                    Node(norm, named: "one", inputs: ["x", "g", "b", "m", "v"], outputs: ["a"]),
                    Node(norm, named: "two", inputs: ["a", "g", "b", "m", "v"], outputs: ["y"]),
                ],
                weights: [
                    "g": TensorData(floats: [1, 1]), "b": TensorData(floats: [0, 0]),
                    "m": TensorData(floats: [0, 0]), "v": TensorData(floats: [1, 1]),
                ]))
        #expect(network.namedBuffers.map(\.path) == ["m", "v", "m_two", "v_two"])
    }
}

extension GoldenCase {
    /// The inputs by name.
    var tensors: NamedTensors {
        get throws {
            NamedTensors(
                try inputs.map {
                    ($0.name, try Tensors.Tensor($0.numbers.map { Float($0) }, shape: $0.shape))
                })
        }
    }
}
