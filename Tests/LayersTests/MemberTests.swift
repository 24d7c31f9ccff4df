import Layers
import Tensors
import TestSupport
import Testing

/// Where layers may stand in a network of one's own.
@Suite struct MemberTests {
    private static func linear() throws -> Linear { try Linear(2, 2, hasBias: false) }

    private struct Pair {
        let a: Linear
        let b: (Linear, scale: Parameter)
    }

    private enum Head {
        case none
        case linear(Linear)
        case two(left: Linear, right: Linear)
    }

    @propertyWrapper private struct Logged {
        var wrappedValue: Linear
    }

    private final class Network: Module {
        let plain: Linear
        let stages: [[Linear]]
        let heads: [String: Linear]
        let tuple: (Linear, second: Linear)
        let pair: Pair
        let maybe: Linear?
        let missing: Linear?
        let head: Head
        let both: Head
        let nothing = Head.none
        let mixed: [String: [Linear?]]
        @Logged var logged: Linear
        let numbers = [1.0, 2]
        let names = ["a": 1]
        let function: (Tensor) throws -> Tensor = { $0 }

        init() throws {
            plain = try linear()
            stages = [[try linear()], [try linear(), try linear()]]
            heads = ["b": try linear(), "a": try linear()]
            tuple = (try linear(), try linear())
            pair = Pair(a: try linear(), b: (try linear(), try Parameter(.zeros([1]))))
            maybe = try linear()
            missing = nil
            head = .linear(try linear())
            both = .two(left: try linear(), right: try linear())
            mixed = ["x": [nil, try linear()]]
            logged = try linear()
        }
    }

    @Test func areFoundInListsDictionariesTuplesStructsAndEnums() throws {
        let network = try Network()
        try network.checkMembers()
        let paths = [
            "plain.weight", "stages.0.0.weight", "stages.1.0.weight", "stages.1.1.weight",
            "heads.a.weight", "heads.b.weight", "tuple.0.weight", "tuple.second.weight",
            "pair.a.weight", "pair.b.0.weight", "pair.b.scale", "maybe.weight",
            "head.linear.weight", "both.two.left.weight", "both.two.right.weight",
            "mixed.x.1.weight", "logged.weight",
        ]
        #expect(network.namedParameters.map(\.path).sorted() == paths.sorted())
        let other = try Network()
        try other.load(network.stateDictionary())
        #expect(
            try other.stages[1][1].weight.tensor.elements(as: Float.self)
                == (try network.stages[1][1].weight.tensor.elements(as: Float.self)))
    }

    private final class Numbered: Module {
        let heads: [Int: Linear]
        init() throws { heads = [1: try linear()] }
    }

    private final class Dotted: Module {
        let heads: [String: Linear]
        init() throws { heads = ["a.b": try linear()] }
    }

    private final class Late: Module {
        lazy var late = try? MemberTests.linear()
        lazy var number = 1
    }

    private final class Helped: Module {
        final class Helper {
            let layer: Linear
            init() throws { layer = try linear() }
        }
        let helper: Helper
        init() throws { helper = try Helper() }
    }

    private final class Outer: Module {
        let inner: Numbered
        init() throws { inner = try Numbered() }
    }

    @Test func withoutAPathAreRefusedByName() throws {
        func text(_ network: some Module) -> String? {
            message { _ = try network.stateDictionary() }
        }
        let start = "the member"
        #expect(
            try text(Numbered())
                == "\(start) 'heads' of the network cannot be used: its keys are of type Int; "
                + "they must be texts")
        #expect(
            try text(Outer())
                == "\(start) 'inner.heads' of the network cannot be used: its keys are of type Int; "
                + "they must be texts")
        #expect(
            try text(Dotted())
                == "\(start) 'heads' of the network cannot be used: it has the key 'a.b'; "
                + "keys must not be empty or have a dot")
        #expect(
            try text(Helped())
                == "\(start) 'helper' of the network cannot be used: the class Helper is no module, "
                + "but holds one")
        #expect(
            text(Late())
                == "\(start) 'late' of the network cannot be used: it is lazy and has no value yet; "
                + "it must have one from the beginning")
    }

    @Test func thatAreLazyAreFoundOnceTheyHaveAValue() throws {
        let network = Late()
        _ = network.late
        #expect(network.namedParameters.map(\.path) == ["late.weight"])
        try network.checkMembers()
    }

    private final class Part: Module {
        let layer: Linear
        weak var whole: Whole?
        var strong: Whole?
        init() throws { layer = try linear() }
    }

    private final class Whole: Module {
        let parts: [Part]
        init() throws {
            parts = [try Part(), try Part()]
            for part in parts { part.whole = self }
        }
    }

    @Test func thatLeadBackAreNoParts() throws {
        let network = try Whole()
        let paths = ["parts.0.layer.weight", "parts.1.layer.weight"]
        #expect(network.namedParameters.map(\.path) == paths)
        network.parts[0].strong = network
        #expect(network.namedParameters.map(\.path) == paths)
        network.setTraining(false)
        #expect(network.parts[0].namedParameters.map(\.path).first == "layer.weight")
        network.parts[0].strong = nil
    }

    private final class Chosen: Module {
        let hidden: Linear
        let heads: [Int: Linear]
        init() throws {
            hidden = try linear()
            heads = [7: try linear()]
        }
        var members: [(name: String, member: ModuleMember)] {
            [("first", .module(hidden))]
                + heads.sorted { $0.key < $1.key }.map { ("head\($0)", .module($1)) }
        }
    }

    @Test func mayBeNamedByTheModule() throws {
        let network = try Chosen()
        try network.checkMembers()
        #expect(network.namedParameters.map(\.path) == ["first.weight", "head7.weight"])
        #expect(network.findOutputWeights().map { $0 === network.heads[7]?.weight } == [true])
    }

    private final class Twice: Module {
        let one: Linear
        let other: [Linear]
        init() throws {
            one = try linear()
            other = [one]
        }
    }

    @Test func thatStandInTwoPlacesHaveTwoPaths() throws {
        let network = try Twice()
        #expect(network.namedParameters.map(\.path) == ["one.weight", "other.0.weight"])
        #expect(network.namedParameters.distinct.map(\.path) == ["one.weight"])
    }
}

@Suite struct OneValueTests {
    private final class Holder: Layer {
        let norms: [BatchNorm2D]
        init() throws { norms = [try BatchNorm2D(3)] }
        func callAsFunction(_ input: Tensor) throws -> Tensor { try norms[0](input) }
    }

    @Test(arguments: [
        ([1, 3, 1, 1], " of 1×1 pixels"), ([1, 3], ""), ([1, 3, 1], " of 1 pixels"),
    ])
    func isRefusedBeforeItMakesNaN(shape: [Int], place: String) throws {
        let network = try Holder()
        network.setTraining(true)
        let text = message { _ = try network(Tensor.full(shape, 2)) }
        #expect(
            text == "the batch normalisation 'norms.0' has one value for each of its 3 channels to "
                + "train with: the batch has 1 example\(place); more than one value is needed")
        let norm = network.norms[0]
        #expect(try norm.runningVariance.tensor.elements(as: Float.self) == [1, 1, 1])
        #expect(try norm.runningMean.tensor.elements(as: Float.self) == [0, 0, 0])
    }

    @Test(arguments: [[2, 3, 1, 1], [1, 3, 1, 2], [1, 3, 2, 1]])
    func twoValuesAreEnough(shape: [Int]) throws {
        let norm = try BatchNorm2D(3)
        _ = try norm(Tensor.full(shape, 2))
        #expect(try norm.runningVariance.tensor.elements(as: Float.self).allSatisfy(\.isFinite))
    }

    @Test func oneValueIsEnoughToEvaluate() throws {
        let network = try Holder()
        network.setTraining(false)
        #expect(try network(Tensor.full([1, 3, 1, 1], 2)).shape == [1, 3, 1, 1])
    }
}
