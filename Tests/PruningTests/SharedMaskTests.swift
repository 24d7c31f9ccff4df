import Layers
import Optimization
import Pruning
import Tensors
import Testing

@Suite struct SharedMaskTests {
    static let cases = [
        ("pdp", "unstructured"), ("pdp", "2:4"), ("pdp", "2:4-padded"), ("pdp", "channels"),
        ("gradual-magnitude", "channels"), ("ste", "2:4"), ("sr-ste", "2:4-padded"),
        ("rigl", "unstructured"), ("ac-dc", "unstructured"), ("movement", "channels"),
        ("optg", "unstructured"), ("cs", "channels"), ("str", "unstructured"),
        ("fpgm", "channels"), ("soft-movement", "unstructured"), ("pdp", "2x1"), ("rigl", "3x1"),
        ("movement", "2x1"), ("cs", "3x1"),
    ]

    @Test(arguments: cases)
    func membersHaveTheSameZeros(method: String, pattern: String) throws {
        let (network, pruner) = try setup(method, pattern)
        #expect(pruner.layers.map(\.paths) == [["0.weight", "2.weight"], ["1.weight"]])
        for step in 0..<4 { try train(network, pruner, at: moment(step: step)) }
        try pruner.withHardWeights { try expectEqualZeros(network) }

        try pruner.freezeMasks()
        try expectEqualZeros(network)
        let frozen = try effective(network)
        try train(network, pruner, at: moment(step: 4))
        try expectEqualZeros(network)
        #expect(
            try effective(network).map { $0.map { $0 == 0 } } == frozen.map { $0.map { $0 == 0 } })

        let (other, resumed) = try setup(method, pattern)
        try other.load(network.stateDictionary())
        resumed.targetUnitCounts = pruner.targetUnitCounts
        try resumed.restoreFrozenMasks(pruner.frozenMasks)
        #expect(try effective(other) == effective(network))

        try resumed.harden()
        try expectEqualZeros(other)
        for layer in resumed.layers {
            let zeroCount = try layer.parameters.reduce(0) { try $0 + $1.tensor.zeroCount() }
            #expect(zeroCount == layer.zeroCount(prunedUnitCount: layer.targetUnitCount))
        }
    }

    @Test(arguments: cases)
    func goesOnFromACheckpoint(method: String, pattern: String) throws {
        let (network, pruner) = try setup(method, pattern)
        for step in 0..<3 { try train(network, pruner, at: moment(step: step)) }
        let (copy, resumed) = try setup(method, pattern)
        try resumed.resume(from: pruner, network, into: copy)

        try train(network, pruner, at: moment(step: 3))
        try train(copy, resumed, at: moment(step: 3))

        #expect(try effective(copy) == effective(network))
        try pruner.harden()
        try resumed.harden()
        #expect(try effective(copy) == effective(network))
    }

    @Test func theMaskIsThatOfTheCommonMagnitude() throws {
        let network = ListedWeights([
            try .init(Tensor([3, 1, 5, 1] as [Float], shape: [1, 4])),
            try .init(Tensor([4, 1, 0, 2] as [Float], shape: [1, 4])),
        ])
        let pruner = try Pruner(
            network, sparsity: 0.5, sharing: [["*"]], schedule: .oneShot, allocation: .uniform,
            method: GradualMagnitude())
        try pruner.advance(to: start)
        #expect(try effective(network) == [[3, 0, 5, 0], [4, 0, 0, 0]])
        try pruner.harden()
        let hardened = try effective(network)
        #expect(hardened[0] == [3, 0, 5, 0])
        // The third weight came as a zero, which stays.
        #expect(hardened[1].map { $0 == 0 } == [false, true, true, true])
    }

    @Test func theFirstGroupThatMatchesHolds() throws {
        var random = RandomWeights(seed: 1)
        let network = try random.network([[4, 4], [4, 4], [4, 4]])
        let pruner = try Pruner(
            network, sparsity: 0.5, sharing: [["[02]"], ["*"]], schedule: .oneShot,
            method: PDP.paper())
        #expect(pruner.layers.map(\.name) == ["0.weight + 2.weight", "1.weight"])
    }

    @Test(arguments: [
        (
            ["1", "2"], "unstructured",
            "the layers 1.weight, 2.weight cannot share a mask: their units differ"
        ),
        (
            ["3", "4"], "2:4-padded",
            "the layers 3.weight, 4.weight cannot share a mask: their units differ"
        ),
        (
            ["0", "9"], "unstructured",
            "'9' is no layer to be pruned; it must be one of the 5 from '0.weight' to '4.weight'"
        ),
    ])
    func saysWhyAMaskCannotBeShared(group: [String], pattern: String, text: String) throws {
        var random = RandomWeights(seed: 1)
        let network = try random.network([[4, 4], [4, 4], [4, 8], [2, 7], [2, 8]])
        let error = #expect(throws: PruningError.self) {
            try Pruner(
                network, sparsity: 0.5, pattern: Patterns.named(pattern),
                sharing: [group.map { PathGlob($0) }], schedule: .oneShot, method: PDP.paper())
        }
        #expect(error?.description == text)
    }

    private func setup(_ name: String, _ pattern: String) throws -> (ListedWeights, Pruner) {
        var random = RandomWeights(seed: 5)
        let inputs = pattern.hasSuffix("padded") ? 7 : 8
        let network = try random.network([[6, inputs], [6, 8], [6, inputs]])
        let pattern = try Patterns.named(pattern)
        let options = name == "str" ? ["initial-logit": -2.0] : [:]
        let method = try PruningMethods.named(name).make(
            options: options, for: MethodRun(network: network, pattern: pattern, epochCount: 10))
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: pattern, sharing: [["0", "2"]], schedule: .oneShot,
            allocation: .uniform, method: method)
        return (network, pruner)
    }

    /// One step on Σ ŵ², with what the method adds.
    private func train(
        _ network: ListedWeights, _ pruner: Pruner, at moment: TrainingMoment
    ) throws {
        try pruner.advance(to: moment)
        let losses = try network.namedParameters.map {
            try $0.parameter.effective.squared().sum()
        }
        let loss = try losses.dropFirst().reduce(losses[0]) { try $0 + $1 }
        let optimizer = try SGD(network.namedParameters, momentum: 0)
        try pruner.step(loss, optimizer, learningRate: 0.01, at: moment)
    }

    private func expectEqualZeros(_ network: ListedWeights) throws {
        let weights = try effective(network)
        #expect(weights[0].map { $0 == 0 } == weights[2].map { $0 == 0 })
    }

    private func effective(_ network: ListedWeights) throws -> [[Float]] {
        try network.namedParameters.map { try $0.parameter.effective.values() }
    }
}
