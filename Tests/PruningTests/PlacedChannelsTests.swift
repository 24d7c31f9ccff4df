import Foundation
import Layers
import Optimization
import Pruning
import Tensors
import Testing

/// Channels that lie at some places of weights, of which several layers have others.
@Suite struct PlacedChannelsTests {
    static let methods = [
        "pdp", "l2-norm", "fpgm", "gradual-magnitude", "ste", "dpf", "movement", "soft-movement",
        "optg", "cs", "ac-dc", "one-shot-magnitude",
    ]

    /// The first half of 0, turned and padded into the middle of 2.
    private static let padded = ChannelCoupling(
        members: [
            .init("0.weight", places: ChannelPlaces([[0], [1], [2], [3]])),
            .init("2.weight", places: ChannelPlaces([[5], [4], [3], [2]])),
        ], channelCount: 4)
    private static let second = ChannelCoupling(
        members: [.init("0.weight", places: ChannelPlaces([[7], [6], [5], [4]]))], channelCount: 4)
    /// Two places for a channel, on both sides of the padded ones.
    private static let outer = ChannelCoupling(
        members: [.init("2.weight", places: ChannelPlaces([[0, 6], [1, 7]]))], channelCount: 2)
    private static let whole = ChannelCoupling(
        members: [.init("1.weight", places: ChannelPlaces((0..<6).map { [$0] }))], channelCount: 6)

    private func setup(
        _ name: String, couplings: [ChannelCoupling] = [padded, second, outer, whole],
        allocation: any Allocation = .uniform, type: ScalarType = .float32
    ) throws -> (network: ListedWeights, pruner: Pruner) {
        var random = RandomWeights(seed: 9)
        let network = try random.network([[8, 3], [6, 5], [8, 2, 3, 3]])
        try network.convert(to: type)
        let pattern = OutputChannels()
        let method = try PruningMethods.named(name).make(
            options: [:], for: MethodRun(network: network, pattern: pattern, epochCount: 10))
        func make(_ allocation: some Allocation) throws -> Pruner {
            try Pruner(
                network, sparsity: 0.5, pattern: pattern, couplings: couplings,
                schedule: .oneShot, allocation: allocation, method: method)
        }
        return (network, try make(allocation))
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

    /// Which rows of each weight are zero.
    private func emptyRows(_ network: ListedWeights) throws -> [[Bool]] {
        try network.namedParameters.map { named in
            let shape = named.parameter.tensor.shape
            let numbers = try named.parameter.effective.floats()
            let width = numbers.count / shape[0]
            return (0..<shape[0]).map { row in
                numbers[row * width..<(row + 1) * width].allSatisfy { $0 == 0 }
            }
        }
    }

    private func expectCoupled(_ network: ListedWeights) throws {
        let rows = try emptyRows(network)
        #expect(Array(rows[0][0..<4]) == Array(rows[2][2..<6].reversed()))
        #expect(rows[0][0..<4].count { $0 } == 2 && rows[0][4..<8].count { $0 } == 2)
        #expect(rows[2][0] == rows[2][6] && rows[2][1] == rows[2][7] && rows[2][0] != rows[2][1])
        #expect(rows[1].count { $0 } == 3)
    }

    @Test(arguments: methods) func everyLayerLosesItsOwn(method: String) throws {
        let (network, pruner) = try setup(method)
        #expect(pruner.layers.map(\.key) == ["0.weight", "0.weight#2", "2.weight", "1.weight"])
        #expect(
            pruner.layers.map(\.name) == [
                "0.weight[0-3] + 2.weight[2-5]", "0.weight[4-7]", "2.weight[0-1,6-7]", "1.weight",
            ])
        #expect(pruner.layers.map(\.weightCount) == [4 * 3 + 4 * 18, 12, 4 * 18, 30])
        #expect(pruner.excluded.isEmpty)
        for step in 0..<4 { try train(network, pruner, at: moment(step: step)) }
        try pruner.setFinalCounts()
        try pruner.withHardWeights { try expectCoupled(network) }
        let promised = pruner.promise(unitCounts: pruner.layers.map(\.targetUnitCount)).zeroCounts
        try pruner.harden()
        try expectCoupled(network)
        let found = Dictionary(
            uniqueKeysWithValues: zip(network.namedParameters.map(\.path), try network.zeroCounts())
        )
        #expect(found == promised)
        #expect(try pruner.promise.zeroCounts == promised)
        for named in network.namedParameters { #expect(named.parameter.transform == nil) }
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
        try expectCoupled(network)
        let (frozen, other) = try setup(method)
        try frozen.load(network.stateDictionary())
        other.targetUnitCounts = pruner.targetUnitCounts
        #expect(pruner.frozenMasks.map(\.name) == ["0.weight", "2.weight", "1.weight"])
        try other.restoreFrozenMasks(pruner.frozenMasks)
        #expect(try effective(frozen) == effective(network))
        try train(frozen, other, at: moment(step: 5))
        try other.harden()
        try expectCoupled(frozen)
    }

    private func effective(_ network: ListedWeights) throws -> [[Float]] {
        try network.namedParameters.map { try $0.parameter.effective.floats() }
    }

    @Test func softMasksAreThoseOfTheWholeChannels() throws {
        let (network, pruner) = try setup("pdp", couplings: [Self.padded], type: .float64)
        let method = try #require(pruner.method as? PDP)
        try pruner.advance(to: start)
        let layer = pruner.layers[0]
        let weights = try network.namedParameters.map {
            try $0.parameter.tensor.elements(as: Double.self)
        }
        let squares = (0..<4).map { channel in
            let row = weights[0][channel * 3..<channel * 3 + 3]
            let other = weights[2][(5 - channel) * 18..<(6 - channel) * 18]
            return (Array(row) + other).reduce(0) { $0 + $1 * $1 }
        }
        let norms = squares.map { $0.squareRoot() }.sorted()
        let threshold = (norms[1] + norms[2]) / 2
        let found = try #require(try layer.currentThreshold())
        #expect(abs(found - threshold) < 1e-12)
        let tau = method.tau(threshold: threshold)
        let masked = try network.namedParameters.map {
            try $0.parameter.effective.elements(as: Double.self)
        }
        for channel in 0..<4 {
            let mask = 1 / (1 + exp((threshold * threshold - squares[channel]) / tau))
            #expect(abs(masked[0][channel * 3] - mask * weights[0][channel * 3]) < 1e-12)
            let place = (5 - channel) * 18 + 7
            #expect(abs(masked[2][place] - mask * weights[2][place]) < 1e-12)
        }
        // Other channels are left alone.
        #expect(Array(masked[0][12...]) == Array(weights[0][12...]))
        #expect(Array(masked[2][..<36]) == Array(weights[2][..<36]))
        #expect(masked[1] == weights[1])
    }

    /// The derivative of Σ c·ŵ with respect to w, in double precision, while the threshold stays.
    @Test func softMasksHaveTheRightDerivative() throws {
        var random = RandomWeights(seed: 3)
        let network = try random.network([[4, 3], [6, 2]])
        try network.convert(to: .float64)
        let coupling = ChannelCoupling(
            members: [
                .init("0.weight"),
                .init("1.weight", places: ChannelPlaces([[1], [4], [2], [3]])),
            ], channelCount: 4)
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: OutputChannels(), couplings: [coupling],
            schedule: .oneShot, allocation: .uniform, method: PDP(temperature: .fixed(0.3)))
        try pruner.advance(to: start)
        let parameters = network.namedParameters.map(\.parameter)
        let factors = try parameters.map { parameter in
            let numbers = random.elements(parameter.tensor.count).map { Double($0) }
            return try Tensor(numbers, shape: parameter.tensor.shape)
        }
        let parts = try zip(parameters, factors).map { try ($0.effective * $1).sum() }
        try (parts[0] + parts[1]).backward()
        let threshold = try #require(try pruner.layers[0].currentThreshold())
        for (index, parameter) in parameters.enumerated() {
            let gradient = try #require(try parameter.tensor.gradient).elements(as: Double.self)
            let values = try parameter.tensor.elements(as: Double.self)
            for place in values.indices {
                let step = 1e-6
                let around = try [step, -step].map { change in
                    var moved = values
                    moved[place] += change
                    return try reference(
                        index == 0 ? moved : parameters[0].tensor.elements(as: Double.self),
                        index == 1 ? moved : parameters[1].tensor.elements(as: Double.self),
                        factors, threshold)
                }
                let slope = (around[0] - around[1]) / (2 * step)
                #expect(abs(slope - gradient[place]) < 1e-7, "\(index) \(place)")
            }
        }
    }

    /// Several batches before a step, and an evaluation between them.
    @Test func everyForwardPassHasAMaskOfItsOwn() throws {
        let (network, pruner) = try setup("pdp", couplings: [Self.padded])
        try pruner.advance(to: start)
        func backward() throws -> [[Float]] {
            let losses = try network.namedParameters.map {
                try $0.parameter.effective.squared().sum()
            }
            try losses.dropFirst().reduce(losses[0]) { try $0 + $1 }.backward()
            return try network.namedParameters.map {
                try #require(try $0.parameter.tensor.gradient).floats()
            }
        }
        let once = try backward()
        // Only one of the parameters that share the mask is asked.
        _ = try withoutGradients { try network.namedParameters[2].parameter.effective }
        let twice = try backward()
        for (first, second) in zip(once.joined(), twice.joined()) {
            #expect(abs(2 * first - second) <= 1e-5 * max(1, abs(second)))
        }
        #expect(once[0][..<12].contains { $0 != 0 })
    }

    /// Σ c·m·w with the formulas of the paper.
    private func reference(
        _ a: [Double], _ b: [Double], _ factors: [Tensor], _ threshold: Double
    ) throws -> Double {
        let places = [1, 4, 2, 3]
        let masks = (0..<4).map { channel in
            let place = places[channel] * 2
            let all = Array(a[channel * 3..<channel * 3 + 3]) + Array(b[place..<place + 2])
            let square = all.reduce(0) { $0 + $1 * $1 }
            return 1 / (1 + exp((threshold * threshold - square) / 0.3))
        }
        let (c, d) = (
            try factors[0].elements(as: Double.self), try factors[1].elements(as: Double.self)
        )
        let first = a.indices.reduce(0.0) { $0 + c[$1] * masks[$1 / 3] * a[$1] }
        return b.indices.reduce(first) { sum, place in
            let mask = places.firstIndex(of: place / 2).map { masks[$0] } ?? 1
            return sum + d[place] * mask * b[place]
        }
    }

    @Test func plansSayWhichChannels() throws {
        let blocked = ChannelCoupling(
            members: Self.outer.members, channelCount: 2, obstacle: "it is an output")
        let (_, pruner) = try setup("l2-norm", couplings: [Self.padded, blocked, Self.whole])
        let plan = try pruner.plan()
        #expect(plan.layers[0].channels == ["0-3", "2-5"])
        #expect(plan.layers[0].shapes == [[4, 3], [4, 2, 3, 3]])
        #expect(plan.layers[1].channels == nil)
        #expect(plan.excluded.map(\.name) == ["2.weight[0-1,6-7]", "0.weight[4-7]"])
        #expect(
            plan.excluded.map(\.reason) == ["it is an output", "its channels cannot be taken out"])
        #expect(plan.excluded.map(\.weightCount) == [72, 12])
        #expect(plan.excluded.map(\.stream) == ["2.weight#1", nil])
        #expect(
            plan.layers.reduce(0) { $0 + $1.weightCount }
                + plan.excluded.reduce(0) { $0 + $1.weightCount } == 24 + 30 + 144)
    }

    @Test func plansAreFollowedWhereLayersShareAWeight() throws {
        var plan = try setup("l2-norm").pruner.plan()
        plan.layers[0].sparsity = 0.25
        plan.layers[1].sparsity = 0.75
        plan = try PruningPlan(json: plan.json())
        let (_, pruner) = try setup("l2-norm", allocation: ExplicitAllocation(plan))
        try pruner.advance(to: start)
        #expect(pruner.layers.map(\.targetUnitCount) == [1, 3, 1, 3])
        plan.layers[1].channels = ["0-3"]
        let error = try #require(throws: PruningError.self) {
            _ = try PruningPlan(json: plan.json())
        }
        #expect(error.description == "the pruning plan has '0.weight[0-3]' twice at layers[1]")
    }

    @Test func refusesPlacesThatOverlapOrAreNotThere() throws {
        let overlapping = ChannelCoupling(
            members: [.init("0.weight", places: ChannelPlaces([[3], [4]]))], channelCount: 2)
        let beyond = ChannelCoupling(
            members: [.init("1.weight", places: ChannelPlaces([[5], [6]]))], channelCount: 2)
        let unequal = ChannelCoupling(
            members: [.init("2.weight", places: ChannelPlaces([[0, 1], [6]]))], channelCount: 2)
        let (_, pruner) = try setup(
            "l2-norm", couplings: [Self.padded, overlapping, beyond, unequal])
        #expect(pruner.layers.map(\.key) == ["0.weight"])
        let reasons = Set(pruner.excluded.map { "\($0.path): \($0.reason)" })
        #expect(reasons.contains("0.weight: other channels of '0.weight' are pruned"))
        #expect(
            reasons.contains(
                "1.weight: its channels do not lie at places of their own among 6"))
        #expect(
            reasons.contains(
                "2.weight: its channels do not lie at places of their own among 8"))
    }

    @Test func slimmingTakesTheScalesOfItsPlaces() throws {
        var random = RandomWeights(seed: 4)
        let network = try random.network([[6, 3]])
        let scale = try Parameter(
            Tensor([5, -1, 2, 3, -0.5, 4] as [Float], shape: [6]), kind: .scale)
        let couplings = [[[0], [2]], [[1, 4], [3, 5]]].map { places in
            ChannelCoupling(
                members: [.init("0.weight", places: ChannelPlaces(places))], channelCount: 2)
        }
        let method = try NetworkSlimming(strength: 1) { _ in scale }
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: OutputChannels(), couplings: couplings,
            schedule: .oneShot, allocation: .uniform, method: method)
        try pruner.advance(to: start)
        #expect(try method.penalty(for: pruner.layers)?.item() == 15.5)
        #expect(try emptyRows(network)[0] == [false, true, true, false, true, false])
    }
}
