import Layers
import Pruning
import Testing

@Suite struct MultiplyAddsTests {
    @Test func areThoseOfTheWeightsThatStay() throws {
        var random = RandomWeights(seed: 4)
        let network = try random.network([[4, 1, 3, 3], [8, 4, 3, 3], [10, 9]])
        let pruner = try Pruner(
            network, sparsity: 0.5, schedule: .oneShot, allocation: .uniform, method: PDP.paper(),
            where: { $0.path != "0.weight" })

        let plan = try pruner.plan(useCounts: ["0.weight": 64, "1.weight": 16])

        #expect(plan.layers.map(\.multiplyAdds) == [288 * 16, nil])
        #expect(plan.layers.map(\.remainingMultiplyAdds) == [144 * 16, nil])
        #expect(plan.excluded.map(\.multiplyAdds) == [36 * 64])
    }

    @Test func targetsStayOpenWhileWeightsDecideThem() throws {
        func isOpen(
            _ allocation: some Allocation, startEpoch: Int?, _ method: any PruningMethod
        ) throws -> Bool {
            var random = RandomWeights(seed: 4)
            return try Pruner(
                random.network([[8, 4, 3, 3]]), sparsity: 0.5, startEpoch: startEpoch,
                schedule: .oneShot, allocation: allocation, method: method
            ).hasOpenTargets
        }
        #expect(try isOpen(.globalMagnitude, startEpoch: 1, PDP.paper()))
        #expect(try isOpen(.globalMagnitude, startEpoch: nil, PDP.paper()))
        #expect(try isOpen(ConstrainedAllocation(.globalMagnitude), startEpoch: 1, PDP.paper()))
        #expect(try isOpen(.globalMagnitude, startEpoch: 0, OneShotMagnitude()))
        #expect(try !isOpen(.globalMagnitude, startEpoch: 0, PDP.paper()))
        #expect(try !isOpen(.uniform, startEpoch: 1, PDP.paper()))
    }
}
