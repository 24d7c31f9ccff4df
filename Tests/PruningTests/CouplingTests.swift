import Layers
import Optimization
import Pruning
import Tensors
import Testing

/// Output channels of several layers that are pruned together.
@Suite struct CouplingTests {
    private let network: Sequential

    init() throws {
        network = Sequential([
            try Linear(4, 8), try Linear(8, 8), try Linear(8, 8), try Linear(8, 6),
        ])
    }

    private func pruner(_ couplings: [ChannelCoupling], method: String = "pdp") throws -> Pruner {
        let pattern = OutputChannels()
        return try Pruner(
            network, sparsity: 0.5, pattern: pattern, couplings: couplings,
            schedule: OneShot(), allocation: .uniform,
            method: try PruningMethods.named(method).make(
                options: [:],
                for: MethodRun(
                    network: network, pattern: pattern, epochCount: 2, freezeEpoch: nil)))
    }

    private let residual = ChannelCoupling(paths: ["0.weight", "2.weight"], channelCount: 8)
    private let heads = ChannelCoupling(paths: ["1.weight"], channelCount: 4)

    @Test(arguments: ["pdp", "l2-norm", "fpgm", "gradual-magnitude", "ste"])
    func makersLoseTheSameChannels(method: String) throws {
        let pruner = try pruner([residual, heads], method: method)
        #expect(pruner.layers.map(\.paths) == [["0.weight", "2.weight"], ["1.weight"]])
        #expect(pruner.layers.map(\.unitsPerGroup) == [8, 4])
        try pruner.advance(to: TrainingMoment(epoch: 1, step: 0, stepsPerEpoch: 1))
        try pruner.setFinalCounts()
        try pruner.harden()
        let rows = try network.namedParameters.filter { $0.path.hasSuffix("weight") }.map { named in
            let numbers = try named.parameter.tensor.elements(as: Float.self)
            let width = named.parameter.tensor.shape[1]
            return (0..<named.parameter.tensor.shape[0]).map { row in
                numbers[row * width..<(row + 1) * width].allSatisfy { $0 == 0 }
            }
        }
        #expect(rows[0].count { $0 } == 4 && rows[2] == rows[0])
        let pairs = stride(from: 0, to: 8, by: 2).map { [rows[1][$0], rows[1][$0 + 1]] }
        #expect(pairs.allSatisfy { $0[0] == $0[1] } && pairs.count { $0[0] } == 2)
        #expect(rows[3].allSatisfy { !$0 })
    }

    @Test func weightsInNoCouplingStayDenseWithTheReason() throws {
        let outputs = ChannelCoupling(
            paths: ["1.weight"], channelCount: 8, obstacle: "its channels are added to the input")
        let partial = ChannelCoupling(paths: ["2.weight", "embedding"], channelCount: 8)
        let first = ChannelCoupling(paths: ["0.weight"], channelCount: 8)
        let pruner = try pruner([first, outputs, partial])
        #expect(pruner.layers.map(\.paths) == [["0.weight"]])
        let reasons = Dictionary(pruner.excluded.map { ($0.path, $0.reason) }) { first, _ in first }
        #expect(reasons["1.weight"] == "its channels are added to the input")
        #expect(
            reasons["2.weight"]
                == "its channels are made by 'embedding' too, which is not pruned")
        #expect(reasons["3.weight"] == "its channels are the outputs of the network")
    }

    @Test func nothingIsLeftToPruneWithoutCouplings() {
        #expect(throws: PruningError.nothingToPrune(pattern: "channels")) { _ = try pruner([]) }
    }
}
