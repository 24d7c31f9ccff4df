import Layers
import Pruning
import Tensors
import Testing

/// Weights that are not finite stop every path with the layer's name.
@Suite struct FiniteWeightsTests {
    static let values: [Float] = [.nan, .infinity, -.infinity]

    /// The fused kernels, and the cases that they leave to the composed formulas.
    static let paths: [(pattern: String, type: ScalarType, shape: [Int])] = [
        ("unstructured", .float32, [6, 8]), ("unstructured", .float32, [40, 40]),
        ("2:4", .float32, [6, 8]), ("1:8-flattened", .float32, [3, 8, 3, 3]),
        ("channels", .float32, [6, 8]), ("unstructured", .float64, [6, 8]),
        ("2:4", .float64, [6, 8]), ("channels", .float64, [6, 8]),
        ("2:4-padded", .float32, [6, 7]), ("2x1", .float32, [6, 8]), ("2x1", .float64, [6, 8]),
    ]

    @Test(arguments: paths.indices, values)
    func stopTheForwardPass(path: Int, value: Float) throws {
        let (pattern, type, shape) = Self.paths[path]
        for index in [0, shape.reduce(1, *) - 1] {
            try expectRefusal(pattern, type, [shape], value, at: index, sharing: [], "0.weight")
        }
    }

    @Test(arguments: ["unstructured", "2:4", "channels", "2x1"], values)
    func stopTheForwardPassOfASharedMask(pattern: String, value: Float) throws {
        try expectRefusal(
            pattern, .float32, [[6, 8], [6, 8]], value, at: 9, sharing: [["*"]],
            "0.weight + 1.weight")
    }

    /// One of two infinite weights on its way out: its place is at the threshold.
    @Test(arguments: ["unstructured", "1:2", "channels", "2x1"])
    func anInfiniteThresholdIsNoMask(pattern: String) throws {
        try expectRefusal(
            pattern, .float32, [[2, 2]], .infinity, at: 0, others: .infinity, sharing: [],
            "0.weight")
    }

    @Test(arguments: PruningMethods.all.map(\.name), values)
    func stopEveryMethodAtTheLatestWhenItIsEvaluated(name: String, value: Float) throws {
        let setup = try MethodContractTests.Setup(name)
        try setup.training.step(at: setup.moment(0))
        let pruner = setup.training.pruner
        let layer = pruner.layers[0]
        var weights = try layer.parameters[0].tensor.values()
        weights[3] = value
        try layer.parameters[0].tensor.setValues(weights)
        let error = PruningError.notFinite(layer: layer.name)
        #expect(throws: error) { try pruner.withHardWeights {} }
        #expect(throws: error) { try pruner.freezeMasks() }
        #expect(throws: error) { try pruner.harden() }
    }

    @Test(arguments: ["ste", "sr-ste"], values)
    func stopMasksThatAreChosenInEveryStep(name: String, value: Float) throws {
        let network = try OneLayer([1, 2, value, 4])
        let run = MethodRun(network: network, pattern: try NOfM(2, of: 4), epochCount: 1)
        let pruner = try network.pruner(
            PruningMethods.named(name).make(for: run), pattern: NOfM(2, of: 4))
        #expect(throws: PruningError.notFinite(layer: "weight")) { try pruner.advance(to: start) }
    }

    @Test(arguments: Allocations.names, values)
    func stopTheAllocation(name: String, value: Float) throws {
        let network = try OneLayer([1, 2, value, 4])
        let pruner = try Pruner(
            network, sparsity: 0.5, schedule: .oneShot, allocation: Allocations.named(name),
            method: PDP.paper())
        let error = #expect(throws: PruningError.self) { try pruner.advance(to: start) }
        #expect(
            error?.description
                == "the weights of layer 'weight' are not finite numbers; training has diverged")
    }

    @Test func scoresThatAreNoNumbersAreNamed() throws {
        let network = try OneLayer([1, 2, 3, 4])
        let method = try Movement()
        let pruner = try network.pruner(method)
        try #require(method.trainableParameters.first).parameter.tensor.setValues([1, .nan, 2, 3])
        let error = PruningError.notFinite(layer: "weight")
        #expect(throws: error) { try pruner.advance(to: start) }
        #expect(throws: error) { try pruner.harden() }
    }

    /// Breaks one weight of the first layer after pruning has started.
    private func expectRefusal(
        _ pattern: String, _ type: ScalarType, _ shapes: [[Int]], _ value: Float, at index: Int,
        others: Float? = nil, sharing: [[PathGlob]], _ name: String
    ) throws {
        var random = RandomWeights(seed: 4)
        let network = try random.network(shapes)
        try network.convert(to: type)
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: Patterns.named(pattern), sharing: sharing,
            schedule: .oneShot, allocation: .uniform, method: PDP.paper())
        try pruner.advance(to: start)
        var weights = random.elements(shapes[0].reduce(1, *)).map { others ?? $0 }
        weights[index] = value
        let broken = network.namedParameters[0].parameter
        try withoutGradients {
            try broken.tensor.copy(from: Tensor(weights, shape: shapes[0]))
        }
        for named in network.namedParameters {
            #expect(throws: PruningError.notFinite(layer: name), "\(pattern) \(index)") {
                try named.parameter.effective
            }
        }
    }
}
