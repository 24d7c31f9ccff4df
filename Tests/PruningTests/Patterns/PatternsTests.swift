import Layers
import Pruning
import Tensors
import Testing

@Suite struct PatternsTests {
    static let names = [
        "unstructured", "channels", "1:3", "2:3-flattened", "2:3-padded", "1:2-flattened-padded",
    ]

    @Test(arguments: names + ["2x1", "4x1", "64x1"])
    func isFoundByItsDescription(name: String) throws {
        #expect(try Patterns.named(name).description == name)
    }

    @Test(arguments: [
        ("4:2", "the pattern '4:2' keeps 4 of 2 weights; N:M must have 0 < N < M and M at most 64"),
        ("0:4", "the pattern '0:4' keeps 0 of 4 weights; N:M must have 0 < N < M and M at most 64"),
        (
            "2:65",
            "the pattern '2:65' keeps 2 of 65 weights; N:M must have 0 < N < M and M at most 64"
        ),
        ("1x1", "the pattern '1x1' has blocks of 1 outputs; R×1 must have R from 2 to 64"),
        ("65x1", "the pattern '65x1' has blocks of 65 outputs; R×1 must have R from 2 to 64"),
        ("4x2", "there is no pattern '4x2'; it must be one of unstructured, channels, "),
        ("04x1", "there is no pattern '04x1'; it must be one of unstructured, channels, "),
        ("x1", "there is no pattern 'x1'; it must be one of unstructured, channels, "),
        (
            "banana",
            "there is no pattern 'banana'; "
                + "it must be one of unstructured, channels, N:M such as 2:4, Rx1 such as 4x1"
        ),
        (
            "2:4-diagonal",
            "there is no pattern '2:4-diagonal'; "
                + "it must be one of unstructured, channels, N:M such as 2:4, Rx1 such as 4x1"
        ),
        (
            "+2:4",
            "there is no pattern '+2:4'; it must be one of unstructured, channels, N:M such as 2:4, Rx1 such as 4x1"
        ),
    ])
    func saysWhatIsWrongWithAName(name: String, text: String) {
        let error = #expect(throws: SparsityError.self) { try Patterns.named(name) }
        // Other tests add patterns of their own to those of the process.
        #expect(error?.description.hasPrefix(text) == true)
    }

    @Test(arguments: names, UInt64(0)..<5)
    func spreadsUnitsOverTheirWeights(name: String, seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let shape = random.shape(inputsDivisibleBy: 3)
        let pattern = try Patterns.named(name)
        guard pattern.obstacle(toShape: shape) == nil else { return }
        let weights = try random.weights(shape)
        let counts = pattern.unitCounts(ofShape: shape)

        let magnitudes = try pattern.magnitudes(of: weights)

        #expect(magnitudes.shape == [counts.groups, counts.unitsPerGroup])
        let spread = try pattern.spread(magnitudes, overShape: shape).expanded(to: shape).floats()
        if name != "channels" { #expect(try spread == weights.floats().map(abs)) }
        for prunedCount in 0...counts.unitsPerGroup {
            let mask = try hardMask(of: magnitudes, prunedCount: prunedCount)
            let elements = try pattern.spread(mask, overShape: shape).expanded(to: shape).floats()
            #expect(
                elements.count { $0 == 0 }
                    == pattern.zeroCount(ofShape: shape, prunedUnitCount: prunedCount))
        }
    }

    @Test(arguments: names, UInt64(0)..<4)
    func hardensToTheExactZerosOnce(name: String, seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let network = try random.network([[4, 6, 3, 3], [5, 6], [7, 12, 1, 1]])
        let pattern = try Patterns.named(name)
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: pattern, schedule: .oneShot, method: PDP.paper())
        try pruner.advance(to: TrainingMoment(epoch: 0))

        try pruner.harden()
        let once = try network.namedParameters.map { try $0.parameter.tensor.floats() }
        try pruner.harden()

        #expect(
            try network.zeroCounts()
                == pruner.layers.map { $0.zeroCount(prunedUnitCount: $0.targetUnitCount) })
        #expect(try network.namedParameters.map { try $0.parameter.tensor.floats() } == once)
        #expect(network.namedParameters.allSatisfy { $0.parameter.transform == nil })
    }

    @Test(arguments: names)
    func ramps(name: String) throws {
        var random = RandomWeights(seed: 7)
        let network = try random.network([[4, 6, 3, 3], [5, 6], [7, 12, 1, 1]])
        let pruner = try Pruner(
            network, sparsity: 0.5, startEpoch: 1, pattern: try Patterns.named(name),
            schedule: try CubicRamp(durationEpochs: 2), method: PDP.paper())

        var last = 0.0
        for step in 0..<40 {
            try pruner.advance(
                to: TrainingMoment(epoch: step / 10, step: step % 10, stepsPerEpoch: 10))
            #expect(pruner.currentSparsity >= last)
            last = pruner.currentSparsity
            if step < 10 { #expect(last == 0) }
        }
        #expect(pruner.layers.allSatisfy { $0.prunedUnitCount == $0.targetUnitCount })
        #expect(last > 0.25)
    }

    @Test(arguments: names)
    func sharesAMaskAmongLayers(name: String) throws {
        var random = RandomWeights(seed: 3)
        let network = try random.network([[4, 6, 3, 3], [4, 6, 3, 3]])
        let layer = try PrunedLayer(
            network.namedParameters, pattern: try Patterns.named(name))
        let prunedCount = layer.unitsPerGroup / 2

        let mask = try hardMask(of: layer.magnitudes(), prunedCount: prunedCount)
        let masks = try network.namedParameters.map {
            let shape = $0.parameter.tensor.shape
            return try layer.pattern.spread(mask, overShape: shape).expanded(to: shape).floats()
        }

        #expect(masks[0] == masks[1])
        let zeroCount = masks[0].count { $0 == 0 } + masks[1].count { $0 == 0 }
        #expect(layer.zeroCount(prunedUnitCount: prunedCount) == zeroCount)
    }
}
