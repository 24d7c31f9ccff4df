import Layers
import Pruning
import Tensors
import Testing

/// What holds for every method, with every pattern it accepts, on random networks with random
/// sparsities.
@Suite struct MethodPropertyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let method: String
        let pattern: String
        var testDescription: String { "\(method) \(pattern)" }
    }

    static let cases = PruningMethods.all.flatMap { method in
        method.patterns.flatMap { family in
            names(of: family).map { Case(method: method.name, pattern: $0) }
        }
    }

    private static func names(of family: PatternFamily) -> [String] {
        switch family {
        case .unstructured: ["unstructured"]
        case .channels: ["channels"]
        case .blocks: ["2x1", "3x1"]
        case .nOfM: ["1:2", "2:4-padded", "2:3-flattened-padded"]
        }
    }

    /// Short runs make every method do all that it does.
    private static let options = [
        "rigl": ["interval": 2.0], "granet": ["interval": 2], "ac-dc": ["phase-epochs": 1],
        "str": ["initial-logit": -2], "dpf": ["mask-interval": 3],
    ]

    @Test(arguments: cases, UInt64(0)..<6)
    func hardensOnceToTheExactZeros(_ tested: Case, seed: UInt64) throws {
        var random = RandomWeights(seed: seed &+ 100)
        let network = try ScaledWeights(seed: seed)
        let before = try network.entries.map { try $0.weight.tensor.values() }
        let pruner = try pruner(tested, network, using: &random)
        for index in 0..<8 { try network.train(pruner, at: moment(index), using: &random) }

        try pruner.harden()

        let once = try network.namedParameters.map { try $0.parameter.tensor.values() }
        for (entry, before) in zip(network.entries, before) {
            let weights = try entry.weight.tensor.values()
            let zeros = weights.filter { $0 == 0 }
            let least = pruner.leastZeroCount(of: entry.weight)
            #expect(zip(before, weights).allSatisfy { $0 != 0 || $1 == 0 })
            #expect(before.contains(0) ? zeros.count >= least : zeros.count == least)
            #expect(zeros.allSatisfy { $0.sign == .plus })
            #expect(entry.weight.transform == nil)
        }
        if tested.pattern == "unstructured" {
            let weightCount = pruner.layers.reduce(0) { $0 + $1.weightCount }
            let zeroCount = pruner.layers.reduce(0) { $0 + $1.targetUnitCount }
            #expect(zeroCount == Int((pruner.sparsity * Double(weightCount)).rounded()))
        }
        try pruner.harden()
        #expect(try network.namedParameters.map { try $0.parameter.tensor.values() } == once)
    }

    @Test(arguments: cases, UInt64(6)..<9)
    func keepsTheExactZerosOfFixedMasks(_ tested: Case, seed: UInt64) throws {
        var random = RandomWeights(seed: seed &+ 100)
        let network = try ScaledWeights(seed: seed)
        let pruner = try pruner(tested, network, using: &random)
        for index in 0..<4 { try network.train(pruner, at: moment(index), using: &random) }

        try pruner.freezeMasks()
        for index in 4..<8 { try network.train(pruner, at: moment(index), using: &random) }
        try pruner.harden()

        for entry in network.entries {
            let zeroCount = try entry.weight.tensor.zeroCount()
            let least = pruner.leastZeroCount(of: entry.weight)
            #expect(pruner.heldZeroCount > 0 ? zeroCount >= least : zeroCount == least)
        }
    }

    /// AC/DC opens layers again, and GraNet shares the zeros out anew, whose shares are rounded.
    @Test(arguments: cases.filter { !["ac-dc", "granet"].contains($0.method) }, UInt64(9)..<11)
    func theSparsityNeverFalls(_ tested: Case, seed: UInt64) throws {
        var random = RandomWeights(seed: seed &+ 100)
        let network = try ScaledWeights(seed: seed)
        let pruner = try pruner(tested, network, using: &random)
        var last = 0.0
        for index in 0..<8 {
            try network.train(pruner, at: moment(index), using: &random)
            #expect(pruner.currentSparsity >= last)
            last = pruner.currentSparsity
        }
    }

    @Test(arguments: cases) func aNetworkGoesOnWithoutItsPruner(_ tested: Case) throws {
        var random = RandomWeights(seed: 1)
        weak var parameter: Parameter?
        do {
            let network = try ScaledWeights(seed: 1)
            parameter = network.entries[0].weight
            var pruner: Pruner? = try pruner(tested, network, using: &random)
            try pruner?.advance(to: TrainingMoment(epoch: 3))
            let weights = try network.entries.map { try $0.weight.effective.values() }
            pruner = nil
            #expect(try network.entries.map { try $0.weight.effective.values() } == weights)
        }
        #expect(parameter == nil)
    }

    /// Four epochs of two steps.
    private func moment(_ index: Int) -> TrainingMoment {
        TrainingMoment(epoch: index / 2, step: index % 2, stepsPerEpoch: 2)
    }

    private func pruner(
        _ tested: Case, _ network: ScaledWeights, using random: inout RandomWeights
    ) throws -> Pruner {
        let pattern = try Patterns.named(tested.pattern)
        let run = MethodRun(network: network, pattern: pattern, epochCount: 4)
        let method = try PruningMethods.named(tested.method).make(
            options: Self.options[tested.method] ?? [:], for: run)
        // One channel of two may have to stay.
        let largest = pattern.family == .unstructured ? 0.95 : 0.45
        return try Pruner(
            network, sparsity: .random(in: 0...largest, using: &random), pattern: pattern,
            schedule: try CubicRamp(durationEpochs: 2), method: method)
    }
}

extension Pruner {
    /// The zeros of a weight that are certain, in all layers that have outputs of it.
    fileprivate func leastZeroCount(of parameter: Parameter) -> Int {
        layers.filter { $0.parameters[0] === parameter }.reduce(0) {
            $0 + $1.leastZeroCount(prunedUnitCount: $1.targetUnitCount)
        }
    }
}
