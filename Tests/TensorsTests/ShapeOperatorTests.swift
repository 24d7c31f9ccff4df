import Tensors
import Testing

/// Every operator is called once with values that can be checked by hand.
@Suite struct ShapeOperatorTests {
    /// 0…5 as two rows.
    let a: Tensor

    init() throws { a = try doubles([0, 1, 2, 3, 4, 5], [2, 3]) }

    private func expect(_ tensor: Tensor, _ shape: [Int], _ elements: [Double]) throws {
        #expect(tensor.shape == shape)
        #expect(try tensor.elements() == elements)
    }

    private func indices(_ values: [Int64], _ shape: [Int]) throws -> Tensor {
        try Tensor(values, shape: shape)
    }

    @Test func changesTheShape() throws {
        try expect(a.reshaped([3, -1]), [3, 2], [0, 1, 2, 3, 4, 5])
        try expect(a.permuted([1, 0]), [3, 2], [0, 3, 1, 4, 2, 5])
        try expect(a.flattened(from: 0), [6], [0, 1, 2, 3, 4, 5])
        try expect(a.reshaped([1, 2, 3]).flattened(), [1, 6], [0, 1, 2, 3, 4, 5])
        try expect(doubles([1, 2], [2, 1]).expanded(to: [2, 2]), [2, 2], [1, 1, 2, 2])
        #expect(try a.permuted([1, 0]).contiguous().isContiguous)
    }

    @Test func sharesMemoryUnlessCloned() throws {
        let clone = try a.clone()
        try a.narrowed(1, to: 0..<1).fill(9)
        try a.detached().narrowed(0, to: 1..<2).add(1)
        try expect(a, [2, 3], [9, 1, 2, 10, 5, 6])
        try expect(clone, [2, 3], [0, 1, 2, 3, 4, 5])
    }

    @Test func picksElements() throws {
        try expect(a.narrowed(1, to: 1..<3), [2, 2], [1, 2, 4, 5])
        try expect(a.selecting(indices([2, 0], [2]), along: 1), [2, 2], [2, 0, 5, 3])
        try expect(a.gathered(1, at: indices([2, 0], [2, 1])), [2, 1], [2, 3])
        try expect(
            a.scattered(1, at: indices([2, 0], [2, 1]), value: -1), [2, 3], [0, 1, -1, -1, 4, 5])
        let image = try doubles((0..<12).map(Double.init), [1, 1, 3, 4])
        try expect(image.everySecondPixel(), [1, 1, 2, 2], [0, 2, 8, 10])
    }

    @Test func joinsAndPads() throws {
        try expect(
            Tensor.concatenating([a, a], along: 1), [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5])
        try expect(a.padded([1, 0], value: 7), [2, 4], [7, 0, 1, 2, 7, 3, 4, 5])
    }

    @Test func reduces() throws {
        try expect(a.sum(), [], [15])
        try expect(a.sum(along: [0]), [3], [3, 5, 7])
        try expect(a.sum(along: [1], keepsDimensions: true), [2, 1], [3, 12])
        try expect(a.mean(), [], [2.5])
        try expect(a.mean(along: [1]), [2], [1, 4])
        try expect(a.mean(along: [0, 1], keepsDimensions: true), [1, 1], [2.5])
        try expect(a.maximum(), [], [5])
        try expect(a.minimum(), [], [0])
        #expect(try a.indexOfMaximum(along: 1).elements() == [Int64(2), 2])
    }

    @Test func countsWholeNumbers() throws {
        let bins = try Tensor([Int64(2), 0, 2], shape: [3])
        #expect(try bins.binCounts(binCount: 4).elements() == [Int64(1), 0, 2, 0])
        let weights = try Tensor([0.5, 1, 2], shape: [3])
        try expect(bins.binCounts(weights: weights, binCount: 3), [3], [1, 0, 2.5])
    }

    @Test func sortsAndRanks() throws {
        let values = try doubles([3, 1, 2, 1], [4])
        let sorted = try values.sorted(along: 0)
        try expect(sorted.values, [4], [1, 1, 2, 3])
        #expect(try sorted.indices.elements() == [Int64(1), 3, 2, 0])
        let descending = try values.sorted(along: 0, isDescending: true)
        #expect(try descending.indices.elements() == [Int64(0), 2, 1, 3])
        try expect(values.extremes(2, along: 0).values, [2], [3, 2])
        try expect(values.extremes(2, along: 0, areLargest: false).values, [2], [1, 1])
        try expect(values.kthSmallest(3, along: 0), [], [2])
        try expect(values.kthSmallest(1, along: 0, keepsDimension: true), [1], [1])
    }

    @Test func movesOnlyWhereNeeded() throws {
        try expect(a.moved(to: .cpu), [2, 3], [0, 1, 2, 3, 4, 5])
        try a.moved(to: .cpu).fill(1)
        try expect(a, [2, 3], [1, 1, 1, 1, 1, 1])
    }
}
