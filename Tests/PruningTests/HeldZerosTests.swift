import Layers
import Optimization
import Pruning
import Tensors
import TestSupport
import Testing

/// A network that comes with exact zeros keeps them.
@Suite struct HeldZerosTests {
    /// Three layers with a share of zeros in each, at random places.
    private func sparseNetwork(zeros share: Double, seed: UInt64 = 3) throws -> ListedWeights {
        var random = RandomWeights(seed: seed)
        let network = try random.network([[8, 4, 3, 3], [12, 24], [8, 16]])
        for named in network.namedParameters {
            let values = try named.parameter.tensor.values().map {
                Double.random(in: 0..<1, using: &random) < share ? 0 : $0
            }
            try named.parameter.tensor.setValues(values)
        }
        return network
    }

    private func values(_ network: some Module) throws -> [[Float]] {
        try network.namedParameters.map { try $0.parameter.tensor.values() }
    }

    /// Two of two million are what random numbers give; three are meant.
    @Test(arguments: [(2, 0), (3, 3)])
    func zerosByChanceAreNotHeld(zeroCount: Int, heldCount: Int) throws {
        let weight = try Tensor.full([2048, 1024], 1)
        try weight.reshaped([2048 * 1024]).narrowed(0, to: 0..<zeroCount).fill(0)
        let pruner = try Pruner(
            ListedWeights([.init(weight)]), sparsity: 0.5, schedule: .oneShot, method: PDP.paper())
        #expect(pruner.heldZeroCount == heldCount)
    }

    /// Three epochs of two steps towards random goals, then hardening.
    private func train(_ network: some Module, _ pruner: Pruner) throws {
        var random = RandomWeights(seed: 5)
        let optimizer = try SGD(network.namedParameters, momentum: 0)
        for index in 0..<6 {
            let moment = TrainingMoment(epoch: index / 2, step: index % 2, stepsPerEpoch: 2)
            try pruner.advance(to: moment)
            var loss = try Tensor.zeros([])
            for named in network.namedParameters {
                let goal = try random.weights(named.parameter.tensor.shape)
                loss = try loss + (named.parameter.effective - goal).squared().sum()
            }
            try pruner.step(loss, optimizer, learningRate: 0.05, at: moment)
        }
        try pruner.harden()
    }

    /// The number of zeros in `before` that are none in `after`.
    private func lostCount(_ before: [[Float]], _ after: [[Float]]) -> Int {
        zip(before, after).reduce(0) { count, layers in
            count + zip(layers.0, layers.1).count { $0 == 0 && $1 != 0 }
        }
    }

    private func pruner(
        _ tested: MethodPropertyTests.Case, _ network: ListedWeights, sparsity: Double,
        holdingZeros: ((NamedParameter) -> Bool)? = nil
    ) throws -> Pruner {
        let pattern = try Patterns.named(tested.pattern)
        let run = MethodRun(network: network, pattern: pattern, epochCount: 3)
        let options = ["rigl": ["interval": 1.0], "granet": ["interval": 1]]
        return try Pruner(
            network, sparsity: sparsity, pattern: pattern, schedule: .oneShot,
            method: PruningMethods.named(tested.method).make(
                options: options[tested.method] ?? [:], for: run),
            holdingZeros: holdingZeros)
    }

    /// Slimming needs batch normalisation, which these layers have not.
    static let cases = MethodPropertyTests.cases.filter { $0.method != "network-slimming" }

    @Test(arguments: cases, [0.3, 0.5, 0.8])
    func everyMethodKeepsThem(_ tested: MethodPropertyTests.Case, share: Double) throws {
        for sparsity in [0.0, 0.5, 0.7] {
            let network = try sparseNetwork(zeros: share)
            let before = try values(network)
            let pruner = try pruner(tested, network, sparsity: sparsity)
            try train(network, pruner)
            let after = try values(network)
            #expect(lostCount(before, after) == 0)
            #expect(after.joined().allSatisfy { $0 != 0 || $0.sign == .plus })
            #expect(zip(before.joined(), after.joined()).contains { $0 != 0 && $0 != $1 })
            #expect(network.namedParameters.allSatisfy { $0.parameter.zeroMask == nil })
        }
    }

    /// They are the first to be counted as pruned: the sparsity that was asked for is met exactly.
    @Test(arguments: cases.filter { $0.pattern == "unstructured" }, [0.3, 0.5, 0.8])
    func theyCountAsPruned(_ tested: MethodPropertyTests.Case, share: Double) throws {
        let network = try sparseNetwork(zeros: share)
        let pruner = try pruner(tested, network, sparsity: 0.9)
        try train(network, pruner)
        for (layer, count) in zip(pruner.layers, try network.zeroCounts()) {
            #expect(count == layer.leastZeroCount(prunedUnitCount: layer.targetUnitCount))
        }
        let total = pruner.layers.reduce(0) { $0 + $1.weightCount }
        let expected = Int((0.9 * Double(total)).rounded())
        #expect(try network.zeroCounts().reduce(0, +) == expected)
    }

    @Test func theyAreLostWhereNobodyAsksForThem() throws {
        let network = try sparseNetwork(zeros: 0.8)
        let before = try values(network)
        let pruner = try pruner(
            .init(method: "ste", pattern: "unstructured"), network, sparsity: 0.5,
            holdingZeros: { _ in false })
        #expect(pruner.heldZeroCount == 0)
        try train(network, pruner)
        #expect(lostCount(before, try values(network)) > 0)
    }

    @Test func onlyThoseThatAreAskedForAreHeld() throws {
        let network = try sparseNetwork(zeros: 0.8)
        let before = try values(network)
        let pruner = try pruner(
            .init(method: "pdp", pattern: "unstructured"), network, sparsity: 0.3,
            holdingZeros: { $0.path == "1.weight" })
        try train(network, pruner)
        let after = try values(network)
        #expect(lostCount([before[1]], [after[1]]) == 0)
        #expect(lostCount([before[0], before[2]], [after[0], after[2]]) > 0)
    }

    @Test func aWeightOfZerosAloneIsTrained() throws {
        let network = ListedWeights([
            try .init(.zeros([4, 4])), try .init(Tensor((1...16).map(Float.init), shape: [4, 4])),
        ])
        let pruner = try Pruner(
            network, sparsity: 0.5, schedule: .oneShot, allocation: .uniform, method: PDP.paper())
        #expect(pruner.heldZeroCount == 0)
        try train(network, pruner)
        #expect(try network.zeroCounts() == [8, 8])
    }

    @Test func weightsThatStayDenseKeepTheirs() throws {
        let network = try sparseNetwork(zeros: 0.5)
        let before = try values(network)
        let pruner = try Pruner(
            network, sparsity: 0.2, schedule: .oneShot, method: StraightThrough(),
            where: { $0.path == "0.weight" })
        #expect(pruner.heldZeroCount == before.joined().count { $0 == 0 })
        try train(network, pruner)
        #expect(lostCount(before, try values(network)) == 0)
    }

    @Test func theyStayUnderFixedMasks() throws {
        let network = try sparseNetwork(zeros: 0.8)
        let before = try values(network)
        let pruner = try pruner(
            .init(method: "pdp", pattern: "2:4"), network, sparsity: 0.5)
        try pruner.advance(to: start)
        try pruner.freezeMasks()
        try train(network, pruner)
        #expect(lostCount(before, try values(network)) == 0)
    }

    @Test func planAndPromiseSayAtLeast() throws {
        let network = try sparseNetwork(zeros: 0.8)
        let counts = try network.zeroCounts()
        let pruner = try Pruner(
            network, sparsity: 0.5, schedule: .oneShot, allocation: .uniform, method: PDP.paper())
        let plan = try pruner.plan()
        #expect(plan.layers.map(\.zeroCount) == counts)
        #expect(plan.layers.map(\.sparsity) == [0.5, 0.5, 0.5])
        #expect(try PruningPlan(json: plan.json()) == plan)
        try pruner.advance(to: start)
        #expect(pruner.currentSparsity == plan.sparsity)
        #expect(throws: PruningError.notHardened) { try pruner.promise }
        try pruner.harden()
        let promise = try pruner.promise
        #expect(["0.weight", "1.weight", "2.weight"].map { promise.zeroCounts[$0] } == counts)
    }

    /// Single zeros among weights that stay are no channels.
    @Test(arguments: [(0.0, "channels"), (0.8, "unstructured")])
    func channelsArePromisedWhereAllZerosAre(share: Double, pattern: String) throws {
        let pruner = try Pruner(
            sparseNetwork(zeros: share), sparsity: 0.5, pattern: OutputChannels(),
            schedule: .oneShot, method: StraightThrough())
        try pruner.advance(to: start)
        try pruner.harden()
        #expect(try pruner.promise.pattern == pattern)
    }
}

@Suite struct KeptZerosTests {
    private let network: ListedWeights

    init() throws {
        network = ListedWeights([
            try .init(Tensor([1, 0, 2, 0, 0, 3] as [Float], shape: [2, 3])),
            try .init(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])),
        ])
    }

    @Test func nothingIsPrunedAndNoZeroIsLost() throws {
        let pruner = try Pruner(keepingZerosOf: network)
        #expect(pruner.layers.map(\.name) == ["0.weight"])
        #expect(pruner.targetSparsity == 0.5 && pruner.currentSparsity == 0.5)
        for epoch in 0..<3 {
            try pruner.advance(to: TrainingMoment(epoch: epoch))
            let loss = try network.namedParameters[0].parameter.effective.squared().sum()
            try loss.backward()
            try withoutGradients {
                let weight = network.namedParameters[0].parameter.tensor
                try weight.add(try #require(try weight.gradient), scale: 0.1)
            }
        }
        try pruner.harden()
        let values = try network.namedParameters[0].parameter.tensor.values()
        #expect(values.map { $0 == 0 } == [false, true, false, true, true, false])
        #expect(values[0] > 1)
        #expect(try network.zeroCounts() == [3, 0])
        #expect(
            try pruner.promise
                == SparsityPromise(
                    pattern: "unstructured", method: "kept-zeros", sparsity: 0.5,
                    zeroCounts: ["0.weight": 3]))
    }

    @Test func aNetworkWithoutZerosIsRefused() throws {
        let text = message { _ = try Pruner(keepingZerosOf: network) { $0.path != "0.weight" } }
        #expect(
            text == "the network has no weight with zeros to keep; "
                + "at least one weight of a layer must be zero")
    }

    @Test func twoPrunersOfOneWeightAreRefused() throws {
        let first = try Pruner(keepingZerosOf: network)
        let text = message {
            _ = try Pruner(network, sparsity: 0.5, schedule: .oneShot, method: PDP.paper())
        }
        #expect(
            text == "the weight '0.weight' is pruned by another pruner already; "
                + "that must be hardened before a new one begins")
        try first.harden()
        let second = try Pruner(network, sparsity: 0.5, schedule: .oneShot, method: PDP.paper())
        #expect(throws: PruningError.alreadyPruned(layer: "0.weight")) {
            try Pruner(network, sparsity: 0.1, schedule: .oneShot, method: STR())
        }
        try second.harden()
    }

    @Test func pruningOfOtherWeightsIsAllowed() throws {
        let first = try Pruner(
            network, sparsity: 0.5, schedule: .oneShot, method: PDP.paper(),
            where: { $0.path == "0.weight" })
        let second = try Pruner(
            network, sparsity: 0.5, schedule: .oneShot, method: PDP.paper(),
            where: { $0.path == "1.weight" })
        try first.harden()
        try second.harden()
        #expect(try network.zeroCounts() == [3, 2])
    }
}
