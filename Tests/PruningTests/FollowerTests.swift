import Foundation
import Layers
import Optimization
import Pruning
import Tensors
import Testing

/// What loses channels that others lose, without a say in which.
@Suite struct FollowerTests {
    /// A table of embeddings, a layer and a norm that share four channels.
    private final class Stream: OutputNaming {
        let table: Parameter
        let weight: Parameter
        let bias: Parameter
        let scale: Parameter

        init() throws {
            var random = RandomWeights(seed: 6)
            table = try Parameter(random.weights([5, 4]), kind: .embedding)
            weight = try Parameter(
                Tensor([3, 0, 1, 0, 2, 0, 4, 0] as [Float], shape: [4, 2]) + 0.01, kind: .linear)
            bias = try Parameter(random.weights([4]), kind: .bias)
            scale = try Parameter(random.weights([4]) + 2, kind: .scale)
        }

        /// None: the channels are inside of the network.
        var outputWeights: [Parameter] { [] }
    }

    private static let coupling = ChannelCoupling(
        members: [
            .init(
                "table", places: ChannelPlaces([[0], [1], [2], [3]], axis: 1), mayFollow: true),
            .init("weight", mayFollow: true), .init("bias", mayFollow: true),
            .init("scale", places: ChannelPlaces([[0], [1], [2], [3]]), mayFollow: true),
        ], channelCount: 4)

    private func pruner(
        _ network: Stream, _ coupling: ChannelCoupling = coupling, method: String = "pdp"
    ) throws -> Pruner {
        let pattern = OutputChannels()
        return try Pruner(
            network, sparsity: 0.5, pattern: pattern, couplings: [coupling], schedule: .oneShot,
            allocation: .uniform,
            method: PruningMethods.named(method).make(
                options: [:], for: MethodRun(network: network, pattern: pattern, epochCount: 4)))
    }

    @Test(arguments: ["pdp", "l2-norm", "movement", "cs", "ac-dc", "fpgm"])
    func loseTheChannelsOfTheOthers(method: String) throws {
        let network = try Stream()
        let pruner = try pruner(network, method: method)
        let layer = pruner.layers[0]
        #expect(layer.paths == ["weight"] && layer.followers.count == 3)
        #expect(layer.weightCount == 8)
        try pruner.advance(to: TrainingMoment(epoch: 3, step: 0, stepsPerEpoch: 1))
        let loss = try network.namedParameters.map { try $0.parameter.effective.squared().sum() }
            .reduce(Tensor.full([], 0)) { try $0 + $1 }
        try pruner.step(
            loss, SGD(network.namedParameters, momentum: 0), learningRate: 0.001,
            at: TrainingMoment(epoch: 3, step: 0, stepsPerEpoch: 1))
        try pruner.setFinalCounts()
        let before = try network.stateDictionary().tensors.count
        try pruner.harden()
        #expect(try network.stateDictionary().tensors.count == before)
        let rows = try network.weight.tensor.floats()
        let isEmpty = (0..<4).map { rows[2 * $0] == 0 && rows[2 * $0 + 1] == 0 }
        #expect(isEmpty.count { $0 } == 2)
        #expect(try network.bias.tensor.floats().map { $0 == 0 } == isEmpty)
        #expect(try network.scale.tensor.floats().map { $0 == 0 } == isEmpty)
        let table = try network.table.tensor.floats()
        for (place, number) in table.enumerated() { #expect((number == 0) == isEmpty[place % 4]) }
        #expect(try pruner.promise.zeroCounts == ["weight": 4])
    }

    /// The mask that they have while training is that of the weights, whatever they are themselves.
    @Test(arguments: ["l2-norm", "pdp", "ste", "dpf"]) func theyHaveNoSayInWhich(method: String)
        throws
    {
        let network = try Stream()
        try network.scale.tensor.setValues([0.01, 9, 9, 0.01])
        try network.bias.tensor.setValues([0.01, 9, 9, 0.01])
        let pruner = try pruner(network, method: method)
        try pruner.advance(to: start)
        let (bias, scale) = (
            try network.bias.effective.floats(), try network.scale.effective.floats()
        )
        // Rows 0 and 3 have the larger norms.
        #expect(bias.map { abs($0) < 1e-6 } == [false, true, true, false])
        #expect(scale.map { abs($0) < 1e-6 } == [false, true, true, false])
    }

    /// A soft mask is one for all of them, and its derivative comes from the weights alone.
    @Test func softMasksAreThoseOfTheWeights() throws {
        let network = try Stream()
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: OutputChannels(), couplings: [Self.coupling],
            schedule: .oneShot, allocation: .uniform, method: PDP(temperature: .fixed(4)))
        try pruner.advance(to: start)
        let weights = try network.weight.tensor.floats()
        let squares = (0..<4).map { row -> Double in
            let (a, b) = (Double(weights[2 * row]), Double(weights[2 * row + 1]))
            return a * a + b * b
        }
        let norms = squares.map { $0.squareRoot() }.sorted()
        let threshold = (norms[1] + norms[2]) / 2
        let masks = squares.map { square -> Double in
            let exponent = (threshold * threshold - square) / 4
            return 1 / (1 + exp(exponent))
        }
        let (bias, masked) = (
            try network.bias.tensor.floats(), try network.bias.effective.floats()
        )
        for (row, mask) in masks.enumerated() {
            let expected = mask * Double(bias[row])
            #expect(abs(Double(masked[row]) - expected) < 1e-6)
        }
        try network.bias.effective.sum().backward()
        #expect(try network.weight.tensor.gradient == nil)
        let gradient = try #require(try network.bias.tensor.gradient).floats()
        for (found, mask) in zip(gradient, masks) { #expect(abs(Double(found) - mask) < 1e-6) }
    }

    @Test func arePrunedWithTheOthersOrNotAtAll() throws {
        let network = try Stream()
        var coupling = Self.coupling
        coupling.members[3].path = "variance"
        let error = try #require(throws: PruningError.self) {
            _ = try pruner(network, coupling)
        }
        #expect(error == .nothingToPrune(pattern: "channels"))
        coupling = Self.coupling
        coupling.members.remove(at: 1)
        #expect(throws: PruningError.nothingToPrune(pattern: "channels")) {
            _ = try pruner(network, coupling)
        }
    }
}
