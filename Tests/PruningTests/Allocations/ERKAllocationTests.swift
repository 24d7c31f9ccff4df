import Pruning
import Tensors
import Testing

@Suite struct ERKAllocationTests {
    static let shapes = [
        [16, 3, 3, 3], [32, 16, 3, 3], [64, 32, 3, 3], [128, 64, 1, 1], [10, 128],
    ]

    @Test(arguments: [0.5, 0.8, 0.9, 0.95])
    func hasDensitiesInProportionToTheSumOfTheDimensions(sparsity: Double) throws {
        var random = RandomWeights(seed: 5)
        let layers = try random.network(Self.shapes).layers()

        let counts = try ERKAllocation().prunedUnitCounts(for: layers, sparsity: sparsity)

        let kept = zip(layers, counts).map { $0.weightCount - $1 }
        let dimensionSums = Self.shapes.map { $0.reduce(0, +) }
        let factors = kept.indices.filter { counts[$0] > 0 }.map {
            Double(kept[$0]) / Double(dimensionSums[$0])
        }
        let largest = try #require(factors.max())
        for index in kept.indices where counts[index] > 0 {
            // Rounding to whole weights moves a layer by less than one weight.
            #expect(abs(largest * Double(dimensionSums[index]) - Double(kept[index])) < 2)
        }
        for index in kept.indices where counts[index] == 0 {
            #expect(largest * Double(dimensionSums[index]) > Double(kept[index]) - 2)
        }
    }

    @Test func leavesLayersDenseThatWouldExceedTheirSize() throws {
        var random = RandomWeights(seed: 6)
        let layers = try random.network(Self.shapes).layers()

        let counts = try ERKAllocation().prunedUnitCounts(for: layers, sparsity: 0.5)

        #expect(counts[0] == 0 && counts[4] == 0)
        #expect(counts[2] > 0)
    }

    @Test func prunesNothingOfADenseNetwork() throws {
        var random = RandomWeights(seed: 7)
        let layers = try random.network(Self.shapes).layers()

        #expect(
            try ERKAllocation().prunedUnitCounts(for: layers, sparsity: 0)
                == [0, 0, 0, 0, 0])
    }
}
