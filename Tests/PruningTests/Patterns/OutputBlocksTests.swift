import Foundation
import Layers
import Optimization
import Pruning
import Tensors
import Testing

@Suite struct OutputBlocksTests {
    private let pattern: OutputBlocks

    init() throws { pattern = try OutputBlocks(height: 2) }

    @Test func measuresTheNormOfEachBlock() throws {
        let weights = try Tensor([Float(3), 0, -5, 4, 0, 12, -6, 8, 0], shape: [3, 3])
        // The last output makes blocks of one weight.
        #expect(try pattern.magnitudes(of: weights).floats() == [5, 0, 13, 6, 8, 0])
    }

    @Test func passesNothingBackToAZeroBlock() throws {
        let weights = try Tensor([Float(3), 0, 4, 0], shape: [2, 2])
        try weights.setRequiresGradient(true)

        try pattern.magnitudes(of: weights).sum().backward()

        #expect(try weights.gradient?.floats() == [0.6, 0, 0.8, 0])
    }

    @Test(arguments: [2, 3, 4, 8], UInt64(0)..<6)
    func spreadsUnitsOverTheirWeights(height: Int, seed: UInt64) throws {
        var random = RandomWeights(seed: seed)
        let shape = random.shape()
        let pattern = try OutputBlocks(height: height)
        let units = pattern.unitCounts(ofShape: shape).unitsPerGroup
        let numbers = (0..<units).map { Float($0 + 1) }

        let spread = try pattern.spread(Tensor(numbers, shape: [1, units]), overShape: shape)

        let columnCount = shape.dropFirst().reduce(1, *)
        let expected = (0..<shape.reduce(1, *)).map { element in
            Float(element / columnCount / height * columnCount + element % columnCount + 1)
        }
        #expect(spread.shape == shape)
        #expect(try spread.floats() == expected)
    }

    // MARK: Lower blocks

    static let methods = [
        "pdp", "pdp-centred", "pdp-steep", "gradual-magnitude", "one-shot-magnitude", "ste", "dpf",
        "feather", "cs", "optg", "ac-dc", "rigl", "granet", "movement", "soft-movement", "platon",
    ]

    @Test func methodsThatTakeBlocksAreThese() {
        let found = PruningMethods.all.filter { $0.patterns.contains(.blocks) }.map(\.name)
        #expect(Set(found) == Set(Self.methods))
    }

    @Test(arguments: [
        (
            "str",
            "the method 'str' cannot prune with the pattern '4x1'; the pattern must be unstructured"
        ),
        (
            "sr-ste",
            "the method 'sr-ste' cannot prune with the pattern '4x1'; the pattern must be N:M"
        ),
        (
            "fpgm",
            "the method 'fpgm' cannot prune with the pattern '4x1'; the pattern must be channels"
        ),
    ])
    func otherMethodsRefuseThem(name: String, text: String) throws {
        let run = MethodRun(
            network: try TwoLayers(), pattern: try OutputBlocks(height: 4), epochCount: 1)
        let error = #expect(throws: PruningError.self) {
            try PruningMethods.named(name).make(for: run)
        }
        #expect(error?.description == text)
    }

    /// Outputs that are a multiple of the height, that are not, and fewer than it.
    private func setup(
        _ name: String, sharing: [[PathGlob]] = [], allocation: some Allocation = .uniform
    ) throws -> (network: ListedWeights, pruner: Pruner) {
        var random = RandomWeights(seed: 4)
        let network = try random.network([[8, 6], [7, 2, 3, 3], [2, 6], [7, 2, 3, 3]])
        let pattern = try OutputBlocks(height: 4)
        let options = ["rigl": ["interval": 2.0], "granet": ["interval": 2.0]]
        let method = try PruningMethods.named(name).make(
            options: options[name] ?? [:],
            for: MethodRun(network: network, pattern: pattern, epochCount: 10))
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: pattern, sharing: sharing, schedule: .oneShot,
            allocation: allocation, method: method)
        return (network, pruner)
    }

    private func train(
        _ network: ListedWeights, _ pruner: Pruner, at moment: TrainingMoment
    ) throws {
        try pruner.advance(to: moment)
        let losses = try network.namedParameters.map {
            try ($0.parameter.effective - 0.1).squared().sum()
        }
        let loss = try losses.dropFirst().reduce(losses[0]) { try $0 + $1 }
        let optimizer = try SGD(network.namedParameters, momentum: 0)
        try pruner.step(loss, optimizer, learningRate: 0.01, at: moment)
    }

    private func expectWholeBlocks(_ network: ListedWeights) throws {
        for named in network.namedParameters {
            let shape = named.parameter.tensor.shape
            let numbers = try named.parameter.effective.floats()
            let columnCount = numbers.count / shape[0]
            for first in stride(from: 0, to: shape[0], by: 4) {
                for column in 0..<columnCount {
                    let block = (first..<min(first + 4, shape[0])).map {
                        numbers[$0 * columnCount + column] == 0
                    }
                    #expect(Set(block).count == 1, "\(named.path) \(first) \(column)")
                }
            }
        }
    }

    private func effective(_ network: ListedWeights) throws -> [[Float]] {
        try network.namedParameters.map { try $0.parameter.effective.floats() }
    }

    @Test(arguments: methods) func lowerBlocksHaveAMaskOfTheirOwn(method: String) throws {
        let (network, pruner) = try setup(method)
        #expect(
            pruner.layers.map(\.name) == [
                "0.weight", "1.weight[0-3]", "1.weight[4-6]", "2.weight", "3.weight[0-3]",
                "3.weight[4-6]",
            ])
        #expect(
            pruner.layers.map(\.key) == [
                "0.weight", "1.weight", "1.weight#2", "2.weight", "3.weight", "3.weight#2",
            ])
        #expect(pruner.layers.map(\.unitsPerGroup) == [12, 18, 18, 6, 18, 18])
        #expect(pruner.layers.map(\.weightsPerUnit) == [4, 4, 3, 2, 4, 3])
        #expect(pruner.layers.allSatisfy { $0.pattern.description == "4x1" })
        for step in 0..<4 { try train(network, pruner, at: moment(step: step)) }
        try pruner.setFinalCounts()
        let promised = pruner.promise(unitCounts: pruner.layers.map(\.targetUnitCount))
        try pruner.harden()
        try expectWholeBlocks(network)
        let found = Dictionary(
            uniqueKeysWithValues: zip(network.namedParameters.map(\.path), try network.zeroCounts())
        )
        #expect(found == promised.zeroCounts && promised.pattern == "4x1")
        #expect(try pruner.promise == promised)
        if method != "granet", method != "cs" {
            #expect(found == ["0.weight": 24, "1.weight": 63, "2.weight": 6, "3.weight": 63])
        }
        #expect(network.namedParameters.allSatisfy { $0.parameter.transform == nil })
    }

    @Test(arguments: methods) func masksAreFixedAndComeBack(method: String) throws {
        let (network, pruner) = try setup(method)
        for step in 0..<3 { try train(network, pruner, at: moment(step: step)) }
        let (copy, resumed) = try setup(method)
        try resumed.resume(from: pruner, network, into: copy)
        try train(network, pruner, at: moment(step: 3))
        try train(copy, resumed, at: moment(step: 3))
        #expect(try effective(copy) == effective(network))

        try pruner.freezeMasks()
        try expectWholeBlocks(network)
        let (frozen, other) = try setup(method)
        try frozen.load(network.stateDictionary())
        other.targetUnitCounts = pruner.targetUnitCounts
        try other.restoreFrozenMasks(pruner.frozenMasks)
        #expect(try effective(frozen) == effective(network))
        try train(frozen, other, at: moment(step: 5))
        try other.harden()
        try expectWholeBlocks(frozen)
    }

    @Test(arguments: methods) func severalWeightsShareTheirMasks(method: String) throws {
        let (network, pruner) = try setup(method, sharing: [["1", "3"]])
        #expect(
            pruner.layers.map(\.name) == [
                "0.weight", "1.weight[0-3] + 3.weight[0-3]", "1.weight[4-6] + 3.weight[4-6]",
                "2.weight",
            ])
        for step in 0..<3 { try train(network, pruner, at: moment(step: step)) }
        try pruner.harden()
        try expectWholeBlocks(network)
        let isZero = try effective(network).map { $0.map { $0 == 0 } }
        #expect(isZero[1] == isZero[3] && isZero[1].contains(true))
    }

    @Test func weightsOfOtherHeightsShareNoMask() throws {
        let error = #expect(throws: PruningError.self) { try setup("pdp", sharing: [["0", "1"]]) }
        #expect(
            error?.description
                == "the layers 0.weight, 1.weight cannot share a mask: their units differ")
        var random = RandomWeights(seed: 1)
        let network = try random.network([[7, 2]])
        #expect(throws: PruningError.unequalUnits(layers: ["0.weight"])) {
            try PrunedLayer(network.namedParameters, pattern: OutputBlocks(height: 4))
        }
    }

    /// Blocks of different heights compete by their root mean square.
    @Test func allBlocksOfTheNetworkCompete() throws {
        let network = ListedWeights([
            // Root mean squares 1 and 4 of the upper blocks, 2 and 3 of the lower ones.
            try .init(Tensor([1, 4, 1, 4, 2, 3] as [Float], shape: [3, 2])),
            try .init(Tensor([5, 2.5, 5, 2.5] as [Float], shape: [2, 2])),
        ])
        func counts(_ sparsity: Double) throws -> [Int] {
            let pruner = try Pruner(
                network, sparsity: sparsity, pattern: pattern, schedule: .oneShot,
                method: PDP.paper())
            defer { for named in network.namedParameters { named.parameter.transform = nil } }
            try pruner.advance(to: start)
            return pruner.layers.map(\.targetUnitCount)
        }
        #expect(try counts(0.2) == [1, 0, 0])
        #expect(try counts(0.3) == [1, 1, 0])
        #expect(try counts(0.5) == [1, 1, 1])
    }

    /// 2 of 10 outputs make lower blocks; by their own shape they would be denser than the others.
    @Test func lowerBlocksAreAsDenseAsTheOthersByTheirShape() throws {
        var random = RandomWeights(seed: 1)
        let network = try random.network([[10, 200], [40, 200]])
        let pruner = try Pruner(
            network, sparsity: 0.8, pattern: OutputBlocks(height: 4), schedule: .oneShot,
            allocation: .erk, method: PDP.paper())
        let sparsities = try pruner.plan().layers.map(\.sparsity)
        #expect(abs(sparsities[0] - sparsities[1]) < 0.01 && sparsities[2] > sparsities[0])
    }

    @Test func firstAndLastLayersAreWholeParameters() throws {
        var random = RandomWeights(seed: 1)
        let network = try random.network([[7, 6], [8, 6], [7, 6]])
        var allocation = ConstrainedAllocation(.uniform)
        allocation.keepsFirstDense = true
        allocation.keepsLastDense = true
        let pruner = try Pruner(
            network, sparsity: 0.2, pattern: OutputBlocks(height: 4), schedule: .oneShot,
            allocation: allocation, method: PDP.paper())
        #expect(
            try pruner.plan().layers.map { $0.zeroCount > 0 } == [false, false, true, false, false])
    }

    // MARK: Which weights have blocks

    private final class Groups: OutputNaming {
        let plain: Convolution2D
        let whole: Convolution2D
        let split: Convolution2D
        let depthwise: Convolution2D
        let up: TransposedConvolution

        var outputWeights: [Parameter] { [] }

        init() throws {
            plain = try Convolution2D(4, 8, size: 3)
            whole = try Convolution2D(8, 16, size: 3, groups: 2)
            split = try Convolution2D(8, 12, size: 3, groups: 2)
            depthwise = try Convolution2D(8, 8, size: 3, groups: 8)
            up = try TransposedConvolution(8, 8, windows: Windows([3, 3]))
        }
    }

    @Test func blocksDoNotCrossGroups() throws {
        let pruner = try Pruner(
            Groups(), sparsity: 0.5, pattern: OutputBlocks(height: 4), schedule: .oneShot,
            method: PDP.paper(), where: { _ in true })
        #expect(pruner.layers.map(\.name) == ["plain.weight", "whole.weight"])
        #expect(
            pruner.excluded.map { "\($0.path): \($0.reason)" } == [
                "split.weight: 6 outputs of a group are no multiple of 4",
                "depthwise.weight: 1 output of a group is no multiple of 4",
                "up.weight: the outputs of a transposed convolution lie along its second axis",
            ])
    }

    // MARK: Zeros that are there

    @Test(arguments: [true, false]) func promisesWholeBlocksWhereAllZerosAre(areWhole: Bool) throws
    {
        var weights = [Float](repeating: 1, count: 32)
        for (index, element) in [0, 8, 16, 24].enumerated() where areWhole || index < 2 {
            weights[element] = 0
        }
        let network = ListedWeights([try .init(Tensor(weights, shape: [4, 8]))])
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: OutputBlocks(height: 4), schedule: .oneShot,
            method: StraightThrough())
        try pruner.advance(to: start)
        try pruner.harden()
        #expect(try pruner.promise.pattern == (areWhole ? "4x1" : "unstructured"))
        #expect(try network.zeroCounts()[0] >= 16)
    }

    // MARK: The soft mask

    /// The derivative of Σ c·ŵ with respect to w, in double precision, while the thresholds stay.
    @Test(arguments: [PDP.Temperature.fixed(0.3), .relative(0.5)])
    func gradientEqualsFiniteDifferences(temperature: PDP.Temperature) throws {
        var random = RandomWeights(seed: 3)
        let network = try random.network([[5, 2, 1, 2]])
        try network.convert(to: .float64)
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: pattern, schedule: .oneShot, allocation: .uniform,
            method: PDP(temperature: temperature))
        try pruner.advance(to: start)
        let parameter = network.namedParameters[0].parameter
        let factors = random.elements(20).map { Double($0) }
        try (parameter.effective * Tensor(factors, shape: [5, 2, 1, 2])).sum().backward()

        let gradient = try #require(try parameter.tensor.gradient).elements(as: Double.self)
        let values = try parameter.tensor.elements(as: Double.self)
        let thresholds = try pruner.layers.map { try #require(try $0.currentThreshold()) }
        let step = 1e-6
        for place in values.indices {
            let around = [step, -step].map { change in
                var moved = values
                moved[place] += change
                return zip(softWeights(moved, thresholds, temperature), factors)
                    .reduce(0) { $0 + $1.0 * $1.1 }
            }
            let slope = (around[0] - around[1]) / (2 * step)
            #expect(abs(slope - gradient[place]) < 1e-7, "\(place)")
        }
        let found = try parameter.effective.elements(as: Double.self)
        for (found, expected) in zip(found, softWeights(values, thresholds, temperature)) {
            #expect(abs(found - expected) < 1e-14)
        }
    }

    /// m(‖w‖)·w of blocks of two outputs, the last one by itself, in plain Swift.
    private func softWeights(
        _ weights: [Double], _ thresholds: [Double], _ temperature: PDP.Temperature
    ) -> [Double] {
        weights.indices.map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: 4)
            let rows = row < 4 ? [row / 2 * 2, row / 2 * 2 + 1] : [4]
            let threshold = thresholds[row < 4 ? 0 : 1]
            let square = rows.reduce(0) { $0 + weights[$1 * 4 + column] * weights[$1 * 4 + column] }
            let tau =
                switch temperature {
                case .fixed(let number): number
                case .relative(let factor): factor * threshold * threshold
                }
            return weights[index] / (1 + exp((threshold * threshold - square) / tau))
        }
    }
}
