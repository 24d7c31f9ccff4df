import Layers
import Tensors
import Testing

@Suite struct ModeTests {
    /// Two images of one pixel: mean 2, variance 1, unbiased variance 2.
    let batch: Tensor

    init() throws { batch = try floats([1, 3], [2, 1, 1, 1]) }

    private func statistics(_ layer: BatchNorm2D) throws -> [Double] {
        try layer.namedBuffers.map { try $0.buffer.tensor.item() }
    }

    @Test func isSetForEveryPartOfANetwork() throws {
        let dropout = Dropout(0.5)
        let norm = try BatchNorm2D(1)
        let network = Sequential([ReLU(), Sequential([dropout, norm])])
        network.setTraining(false)
        #expect(!dropout.isTraining && !norm.isTraining)
        network.setTraining(true)
        #expect(dropout.isTraining && norm.isTraining)
    }

    @Test func normalisesByTheBatchWhileTraining() throws {
        let layer = try BatchNorm2D(1, epsilon: 0)
        #expect(try layer(batch).elements() == [Float(-1), 1])
        let found = try statistics(layer)
        #expect(abs(found[0] - 0.2) < 1e-7)  // 0.9 · 0 + 0.1 · 2
        #expect(abs(found[1] - 1.1) < 1e-6)  // 0.9 · 1 + 0.1 · 2
        #expect(found[2] == 1)
    }

    @Test func normalisesByTheStatisticsInEvaluation() throws {
        let layer = try BatchNorm2D(1, epsilon: 0)
        layer.isTraining = false
        #expect(try layer(batch).elements() == [Float(1), 3])
        #expect(try statistics(layer) == [0, 1, 0])
    }

    @Test func averagesAllBatchesWithoutMomentum() throws {
        let layer = try BatchNorm2D(1)
        layer.momentum = nil
        _ = try layer(batch)
        _ = try layer(batch + 4)
        #expect(try statistics(layer) == [4, 2, 2])
        try layer.resetStatistics()
        #expect(try statistics(layer) == [0, 1, 0])
        _ = try layer(batch)
        #expect(try statistics(layer) == [2, 2, 1])
    }

    @Test func dropsOnlyWhileTraining() throws {
        let layer = Dropout(0.25)
        let ones = try Tensor.full([1_000], 1)
        #expect(try Set(layer(ones).elements(as: Float.self)) == [0, Float(4.0 / 3)])
        layer.isTraining = false
        #expect(try layer(ones).elements() == [Float](repeating: 1, count: 1_000))
    }
}
