import Foundation
import Tensors
import Testing

/// Every operator is called once with values that can be checked by hand.
@Suite struct NeuralNetworkOperatorTests {
    let x: Tensor

    init() throws { x = try doubles([-1, 0.5, 7], [1, 3]) }

    private func expect(_ tensor: Tensor, _ elements: [Double]) throws {
        #expect(try distance(tensor.elements(), elements) < 1e-14)
    }

    @Test func activates() throws {
        let values = [-1, 0.5, 7]
        try expect(x.relu(), [0, 0.5, 7])
        try expect(x.relu6(), [0, 0.5, 6])
        try expect(x.gelu(), values.map { $0 * erfc(-$0 / 2.0.squareRoot()) / 2 })
        try expect(x.sigmoid(), values.map { 1 / (1 + exp(-$0)) })
        try expect(x.hyperbolicTangent(), values.map { tanh($0) })
    }

    @Test func normalisesToProbabilities() throws {
        let sum = exp(-1) + exp(0.5) + exp(7)
        let values = [exp(-1) / sum, exp(0.5) / sum, exp(7) / sum]
        try expect(x.softmax(along: 1), values)
        try expect(x.logSoftmax(along: 1), values.map { log($0) })
    }

    @Test func smoothsTheLabelsOfTheCrossEntropy() throws {
        let logSoftmax = try x.logSoftmax(along: 1).elements(as: Double.self)
        let label = try Tensor([Int64(1)], shape: [1])
        try expect(x.crossEntropy(with: label), [-logSoftmax[1]])
        let uniform = -logSoftmax.reduce(0, +) / 3
        try expect(
            x.crossEntropy(with: label, labelSmoothing: 0.1),
            [0.9 * -logSoftmax[1] + 0.1 * uniform])
    }

    @Test func multipliesByTheTransposedWeight() throws {
        let weight = try doubles([1, 2, 3, 4, 5, 6], [2, 3])
        try expect(x.linear(weight: weight, bias: nil), [21, 40.5])
        try expect(x.linear(weight: weight, bias: doubles([1, -1])), [22, 39.5])
    }

    @Test func slidesTheKernel() throws {
        let image = try doubles((1...9).map(Double.init), [1, 1, 3, 3])
        let kernel = try doubles([1, 0, 0, -1], [1, 1, 2, 2])
        try expect(image.convolution2D(weight: kernel, bias: nil), [-4, -4, -4, -4])
        let strided = try image.convolution2D(
            weight: kernel, bias: doubles([10]), stride: 2, padding: 1)
        #expect(strided.shape == [1, 1, 2, 2])
        try expect(strided, [9, 7, 3, 6])
        try expect(image.convolution2D(weight: kernel, bias: nil, dilation: 2), [-8])
        let pair = try Tensor.concatenating([image, image], along: 1)
        let kernels = try doubles([1, 0, 0, 0, 0, 0, 0, 1], [2, 1, 2, 2])
        try expect(
            pair.convolution2D(weight: kernels, bias: nil, groups: 2), [1, 2, 4, 5, 5, 6, 8, 9])
    }

    @Test func pools() throws {
        let image = try doubles((1...16).map(Double.init), [1, 1, 4, 4])
        try expect(image.maxPool2D(size: 2, stride: 2), [6, 8, 14, 16])
        try expect(image.maxPool2D(size: 3, stride: 2, padding: 1), [6, 8, 14, 16])
        try expect(image.averagePool2D(size: 2, stride: 2), [3.5, 5.5, 11.5, 13.5])
        try expect(image.adaptiveAveragePool2D(outputSize: 1), [8.5])
    }

    @Test func normalisesBatches() throws {
        let batch = try doubles([1, 3], [2, 1])
        let mean = try doubles([10])
        let variance = try doubles([4])
        let trained = try batch.batchNorm(
            weight: doubles([2]), bias: doubles([1]), runningMean: mean, runningVariance: variance,
            isTraining: true, momentum: 0.5, epsilon: 0)
        try expect(trained, [-1, 3])
        try expect(mean, [6])  // halfway from 10 to 2
        try expect(variance, [3])  // halfway from 4 to the unbiased 2
        let evaluated = try batch.batchNorm(
            weight: nil, bias: nil, runningMean: doubles([1]), runningVariance: doubles([4]),
            isTraining: false, momentum: 0, epsilon: 0)
        try expect(evaluated, [0, 1])
    }

    @Test func dropsElementsOnlyWhileTraining() throws {
        try expect(x.dropout(0.5, isTraining: false), [-1, 0.5, 7])
        let dropped = try Tensor.full([1_000], 1).dropout(0.5, isTraining: true)
        let values = try Set(dropped.elements(as: Float.self))
        #expect(values == [0, 2])
    }
}
