import GraphNetworks
import Graphs
import Layers
import Models
import Tensors
import TestSupport
import Testing

/// What is counted from the graph of a traced network.
@Suite struct WeightUseTests {
    private func counts(_ network: some Network, _ shape: [Int]) throws -> [String: Int] {
        let examples: [NamedTensors] = try [2, 3].map { count in
            ["input": try Tensors.Tensor.zeros([count] + shape)]
        }
        return try network.traced(examples[0], examples[1], axes: ["input": [0: "batch"]])
            .binding(["batch": 1]).weightUseCounts()
    }

    @Test func countsThePositionsOfAnOutput() throws {
        let strided = try Convolution2D(4, 6, size: 3, stride: 2, padding: 1)
        #expect(try counts(strided, [4, 9, 9]) == ["weight": 25])
        let grouped = try Convolution2D(4, 6, size: 3, groups: 2)
        #expect(try counts(grouped, [4, 9, 5]) == ["weight": 21])
        let linear = try Linear(3, 5)
        #expect(try counts(linear, [3]) == ["weight": 1])
        #expect(try counts(linear, [7, 3]) == ["weight": 7])
    }

    @Test func addsTheUsesOfAWeightThatIsAppliedTwice() throws {
        let shared = try Linear(3, 3)
        #expect(try counts(Sequential([shared, shared]), [3]).values.reduce(0, +) == 2)
    }

    /// Multiply-adds of the small network, weights times positions of the output: 24·9 · 28²,
    /// 32·24·9 · 14², 64·32·9 · 7², 128·64·9 · 7² and 128·10.
    @Test func countsTheSmallNetwork() throws {
        let network = try SmallCNN()
        let uses = try counts(network, [1, 28, 28])
        let multiplyAdds = network.namedParameters.reduce(0) {
            $0 + (uses[$1.path] ?? 0) * $1.parameter.tensor.count
        }
        #expect(multiplyAdds == 169_344 + 2_032_128 + 2_032_128 + 2_654_208 + 1_920)
    }
}
