import Layers
import Pruning
import Tensors
import Testing

/// What is pruned where nothing is said.
@Suite struct ChoiceTests {
    private final class Classifier: Module {
        final class Body: Layer {
            let first: Linear
            let last: Linear

            init() throws {
                first = try Linear(4, 4)
                last = try Linear(4, 2)
            }

            func callAsFunction(_ input: Tensor) throws -> Tensor { try last(first(input)) }
        }

        let stem: Convolution2D
        let body: Linear
        let scale: Parameter
        let gain: Parameter
        let table: Parameter
        let head: Linear

        init() throws {
            stem = try Convolution2D(1, 4, size: 3)
            body = try Linear(8, 8)
            scale = try Parameter(.full([8], 1e-4))
            gain = try Parameter(.full([], 1e-4))
            table = try Parameter(.full([4, 4], 1))
            head = try Linear(8, 10)
        }
    }

    private final class OutputFirst: OutputNaming {
        let head: Linear
        let body: Linear
        var outputWeights: [Parameter] { [head.weight] }

        init() throws {
            head = try Linear(8, 10)
            body = try Linear(8, 8)
        }
    }

    private func pruner(
        _ network: some Module, _ pattern: any Pattern,
        where isPrunable: ((NamedParameter) -> Bool)? = nil
    ) throws -> Pruner {
        try Pruner(
            network, sparsity: 0.5, pattern: pattern, schedule: .oneShot, method: PDP.paper(),
            where: isPrunable)
    }

    @Test func theOutputsStayDenseWithChannels() throws {
        let pruner = try pruner(Classifier(), OutputChannels())
        #expect(pruner.layers.map(\.name) == ["table", "stem.weight", "body.weight"])
        #expect(
            pruner.excluded.map { "\($0.path): \($0.reason)" } == [
                "scale: less than two dimensions", "gain: less than two dimensions",
                "head.weight: its channels are the outputs of the network",
            ])
    }

    @Test func aNetworkSaysWhatItsOutputsAre() throws {
        let pruner = try pruner(OutputFirst(), OutputChannels())
        #expect(pruner.layers.map(\.name) == ["body.weight"])
        #expect(pruner.excluded.map(\.path) == ["head.weight"])
    }

    private final class Wrapped: Module {
        let inner: OutputFirst
        let table: Parameter
        weak var itself: Wrapped?

        init() throws {
            inner = try OutputFirst()
            table = try Parameter(.full([4], 1))
            itself = self
        }
    }

    private final class OwnMatrix: Module {
        let head: Parameter
        let body: Linear

        init() throws {
            head = try Parameter(.full([10, 8], 1))
            body = try Linear(8, 8)
        }

        var members: [(name: String, member: ModuleMember)] {
            [("body", .module(body)), ("head", .parameter(head))]
        }
    }

    @Test func theOutputsOfAPartAreThoseOfTheWhole() throws {
        #expect(
            try pruner(Wrapped(), OutputChannels()).excluded.map(\.path)
                == ["table", "inner.head.weight"])
        #expect(try pruner(OwnMatrix(), OutputChannels()).excluded.map(\.path) == ["head"])
        #expect(
            try pruner(Sequential([Classifier.Body(), ReLU()]), OutputChannels()).excluded
                .map(\.path) == ["0.last.weight"])
    }

    @Test(arguments: ["unstructured", "2:4"])
    func otherPatternsPruneTheOutputsToo(pattern: String) throws {
        let pruner = try pruner(OutputFirst(), Patterns.named(pattern))
        #expect(pruner.layers.map(\.name) == ["head.weight", "body.weight"])
    }

    @Test func aFilterOfOnesOwnDecides() throws {
        let pruner = try pruner(Classifier(), OutputChannels(), where: { $0.path != "body.weight" })
        #expect(pruner.layers.map(\.name) == ["table", "stem.weight", "head.weight"])
    }

    @Test func aScaleOfOnesOwnIsNeverPruned() throws {
        for filter in [nil, { _ in true }] as [((NamedParameter) -> Bool)?] {
            let network = try Classifier()
            let pruner = try pruner(network, Unstructured(), where: filter)
            try pruner.harden()
            #expect(try network.scale.tensor.zeroCount() == 0)
            #expect(try network.gain.tensor.zeroCount() == 0)
        }
    }

    @Test(arguments: [
        ("channels", ["'0.weight' keeps 1 of 40 channels, less than 5 %"]),
        ("unstructured", ["'0.weight' keeps 2 of 80 weights, less than 5 %"]),
        ("2:4", []),
    ])
    func aLayerThatKeepsAlmostNothingIsNamed(pattern: String, warnings: [String]) throws {
        var random = RandomWeights(seed: 1)
        let shapes = pattern == "2:4" ? [[40, 4], [40, 4]] : [[40, 2], [10, 2]]
        let network = try random.network(shapes)
        let pattern = try Patterns.named(pattern)
        let allocation: any Allocation =
            pattern is NOfM
            ? .uniform : ExplicitAllocation { $0 == "0.weight" ? 0.975 : 0.5 }
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: pattern, schedule: .oneShot, allocation: allocation,
            method: PDP.paper())
        #expect(try pruner.plan().warnings == warnings)
    }

    @Test func theTemperaturesOfPDPFollowThePattern() throws {
        let channels = try PDP(epochCount: 8)
        _ = try pruner(Classifier(), OutputChannels())
        _ = try Pruner(
            Classifier(), sparsity: 0.5, pattern: .outputChannels, schedule: .oneShot,
            method: channels)
        #expect(channels.temperature == .relative(1e-4))
        try channels.prepareStep([], at: TrainingMoment(epoch: 7))
        #expect(channels.currentTemperature == .relative(1e-4))
        let weights = try PDP(epochCount: 8)
        _ = try Pruner(Classifier(), sparsity: 0.5, schedule: .oneShot, method: weights)
        #expect(weights.temperature == .relative(3))
        #expect(try PDP.paper().temperature == .fixed(1e-4))
    }

    @Test func aMethodOfOnesOwnIsKnownByItsName() throws {
        final class Nothing: PruningMethod {
            var name: String { "nothing" }
            func attach(to layers: [PrunedLayer]) {}
        }
        let run = MethodRun(network: try Classifier(), pattern: Unstructured(), epochCount: 1)
        let method = MethodDescription("pdp", "takes a name") { _ in Nothing() }
        #expect(try method.make(for: run).name == "nothing")
        let error = #expect(throws: PruningError.self) { try PruningMethods.add(method) }
        #expect(
            error?.description
                == "there is a method 'pdp' already; a new one must have another name")
    }
}
