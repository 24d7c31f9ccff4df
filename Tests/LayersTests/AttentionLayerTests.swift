import Layers
import Tensors
import Testing

/// The layers that transformers are made of.
@Suite struct AttentionLayerTests {
    @Test func normalisesTheLastAxis() throws {
        let layer = try LayerNorm(2, epsilon: 0)
        #expect(layer.namedParameters.map(\.path) == ["weight", "bias"])
        #expect(layer.namedParameters.map(\.parameter.kind) == [.scale, .bias])
        let input = try floats([1, 3, 10, 30], [1, 2, 2])
        #expect(try layer(input).elements() == [Float(-1), 1, -1, 1])
        layer.weight.transform = Scaling(3)
        #expect(try layer(input).elements() == [Float(-3), 3, -3, 3])
    }

    @Test func looksUpRowsOfATable() throws {
        let table = try Embedding(5, 3, paddingIndex: 1)
        #expect(table.weight.kind == .embedding && table.weight.tensor.shape == [5, 3])
        let numbers = try Tensor([Int64(4), 1, 0, 4], shape: [2, 2])
        let rows = try table(numbers)
        #expect(rows.shape == [2, 2, 3])
        let (stored, found): ([Float], [Float]) =
            try (table.weight.tensor.elements(), rows.elements())
        let last = Array(stored[12...])
        #expect(found == last + [0, 0, 0] + stored[..<3] + last)
        table.weight.transform = Scaling(2)
        #expect(try table(numbers).elements() == found.map { 2 * $0 })
    }

    @Test func doesNotTrainThePadding() throws {
        let table = try Embedding(3, 1, paddingIndex: 1)
        try table(Tensor([Int64(0), 1, 1, 2, 2], shape: [5])).sum().backward()
        #expect(try table.weight.tensor.gradient?.elements() == [Float(1), 0, 2])
    }

    @Test func startsWithTheDeviationAskedFor() throws {
        let table = try Embedding(1_000, 64, deviation: 0.02)
        let deviation = try table.weight.tensor.squared().mean().item().squareRoot()
        // Six times the deviation that the deviation of n samples has, σ/√(2n).
        #expect(abs(deviation / 0.02 - 1) < 6 / (2 * 64_000.0).squareRoot())
    }

    /// Query by query and head by head: softmax(q·Kᵀ/√width)·V over the positions seen.
    @Test func givesEachHeadItsPartOfTheVectors() throws {
        let attention = DotProductAttention(headCount: 2)
        #expect(attention.namedParameters.isEmpty)
        let inputs = try (0..<3).map { _ in try Tensor.randomNormal([2, 3, 8], type: .float64) }
        let mask = try Tensor([true, true, false, true, false, false], shape: [2, 1, 1, 3])
        let found = try attention(
            queries: inputs[0], keys: inputs[1], values: inputs[2], mask: mask)
        #expect(found.shape == [2, 3, 8])
        for (row, seenCount) in [(0, 2), (1, 1)] {
            for head in 0..<2 {
                let parts = try inputs.map {
                    try $0.narrowed(0, to: row..<row + 1).narrowed(2, to: 4 * head..<4 * head + 4)
                        .reshaped([3, 4])
                }
                let keys = try parts[1].narrowed(0, to: 0..<seenCount)
                let scores = try parts[0].matrixProduct(with: keys.permuted([1, 0])) / 2
                let wanted = try scores.softmax(along: 1)
                    .matrixProduct(with: parts[2].narrowed(0, to: 0..<seenCount))
                let part = try found.narrowed(0, to: row..<row + 1)
                    .narrowed(2, to: 4 * head..<4 * head + 4).reshaped([3, 4])
                #expect(try (part - wanted).magnitude().maximum().item() < 1e-13)
            }
        }
    }

    @Test func leavesPositionsOutOnlyWhileTraining() throws {
        let attention = DotProductAttention(headCount: 1, dropout: 0.5)
        let input = try Tensor.full([1, 64, 4], 1)
        func largestDistance() throws -> Double {
            let output = try attention(queries: input, keys: input, values: input)
            return try (output - 1).magnitude().maximum().item()
        }
        #expect(try largestDistance() > 0.01)
        attention.setTraining(false)
        #expect(try largestDistance() < 1e-6)
    }

    @Test func keepsAModuleDenseAndNoOther() throws {
        let head = try Linear(2, 2)
        let network = try Sequential([Linear(2, 2), head])
        head.keepDense()
        let kept = network.namedParameters.filter(\.parameter.isKeptDense).map(\.path)
        #expect(kept == ["1.weight", "1.bias"])
    }
}
