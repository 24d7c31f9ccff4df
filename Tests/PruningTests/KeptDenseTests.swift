import Layers
import Pruning
import Tensors
import Testing

@Suite struct KeptDenseTests {
    private let network: Sequential
    private let head: Linear

    init() throws {
        head = try Linear(4, 2)
        network = Sequential([try Linear(4, 4), head])
        head.keepDense()
    }

    @Test func isLeftAloneByDefault() throws {
        let pruner = try Pruner(network, sparsity: 0.5, schedule: .oneShot, method: PDP.paper())
        #expect(pruner.layers.map(\.name) == ["0.weight"])
        #expect(pruner.excluded.map(\.path) == ["1.weight"])
        #expect(pruner.excluded.map(\.reason) == ["kept dense by the network"])
    }

    @Test func isPrunedWhereItIsAskedFor() throws {
        let pruner = try Pruner(
            network, sparsity: 0.5, schedule: .oneShot, method: PDP.paper(),
            where: { $0.parameter === head.weight })
        #expect(pruner.layers.map(\.name) == ["1.weight"])
        #expect(pruner.excluded.map(\.reason) == ["excluded by the filter"])
    }
}
