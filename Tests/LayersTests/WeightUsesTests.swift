import Layers
import Tensors
import Testing

@Suite struct WeightUsesTests {
    @Test func countsThePositionsOfAnOutput() throws {
        let strided = try Convolution2D(4, 6, size: 3, stride: 2, padding: 1)
        #expect(try strided.weightUseCounts(inputShape: [1, 4, 9, 9]) == ["weight": 25])
        let grouped = try Convolution2D(4, 6, size: 3, groups: 2)
        #expect(try grouped.weightUseCounts(inputShape: [1, 4, 9, 5]) == ["weight": 21])
        let linear = try Linear(3, 5)
        #expect(try linear.weightUseCounts(inputShape: [1, 3]) == ["weight": 1])
        #expect(try linear.weightUseCounts(inputShape: [1, 7, 3]) == ["weight": 7])
    }

    @Test func addsTheUsesOfAWeightThatIsAppliedTwice() throws {
        let shared = try Linear(3, 3)
        let counts = try Sequential([shared, shared]).weightUseCounts(inputShape: [1, 3])
        #expect(counts.values.reduce(0, +) == 2)
    }

    @Test func changesNothing() throws {
        let network = try SmallNetwork()
        network.setTraining(true)
        let before = try network.stateDictionary().tensors.map { try $0.tensor.clone() }

        let counts = try network.weightUseCounts(inputShape: [1, 1, 6, 6])

        #expect(counts["conv1.weight"] == 16)
        #expect(counts["head.1.experts.0.weight"] == 1)
        let after = try network.stateDictionary().tensors
        for (old, new) in zip(before, after) {
            #expect(try old.isEqual(to: new.tensor).minimum().item() == 1)
        }
        #expect(network.norm.isTraining)
        #expect(network.namedParameters.allSatisfy { $0.parameter.outputObserver == nil })
    }
}
