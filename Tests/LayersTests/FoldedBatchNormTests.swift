import Layers
import Tensors
import Testing

@Suite struct FoldedBatchNormTests {
    /// Two convolutions with a bias and one without.
    private func network(groups: Int = 1) throws -> Sequential {
        Sequential([
            try Convolution2D(4, 8, size: 3, groups: groups), ReLU(),
            try Convolution2D(8, 6, size: 1), ReLU(),
            try Convolution2D(6, 5, size: 1, hasBias: false),
        ])
    }

    private func images(_ scale: Double = 1) throws -> Tensor {
        try Tensor.randomNormal([6, 4, 7, 7]) * scale
    }

    private func outputs(of network: Sequential, _ input: Tensor) throws -> [Float] {
        network.setTraining(false)
        return try network(input).elements()
    }

    /// Folding changes the order of a few roundings of single precision.
    private func isNear(_ left: [Float], _ right: [Float]) -> Bool {
        let largest = right.map(abs).max() ?? 0
        return zip(left, right).allSatisfy { abs($0 - $1) <= 1e-4 * max(largest, 1) }
    }

    @Test(arguments: [1, 2, 4], [0.01, 1, 100])
    func keepsTheOutputs(groups: Int, scale: Double) throws {
        let network = try network(groups: groups)
        let input = try images(scale)
        let before = try outputs(of: network, input)

        try network.restoreBatchNorm { _ = try network(images(scale)) }
        let restored = try outputs(of: network, input)
        try network.foldBatchNorm()
        let folded = try outputs(of: network, input)

        #expect(isNear(restored, before))
        #expect(isNear(folded, before))
    }

    @Test(arguments: [[0, 4, 3, 3], [1, 4, 3, 3], [2, 4, 3, 3]])
    func keepsTheOutputsWhereThereIsLittleToMeasure(shape: [Int]) throws {
        let network = try network()
        let input = try images()
        let before = try outputs(of: network, input)

        try network.restoreBatchNorm {
            if shape[0] > 0 { _ = try network(Tensor.randomNormal(shape)) }
        }

        #expect(isNear(try outputs(of: network, input), before))
    }

    @Test func foldsWhatWasTrained() throws {
        let network = try network()
        try network.restoreBatchNorm { _ = try network(images()) }
        network.setTraining(true)
        _ = try withoutGradients { try network(images(3)) }
        let input = try images()
        let before = try outputs(of: network, input)

        try network.foldBatchNorm()

        #expect(isNear(try outputs(of: network, input), before))
    }

    @Test func hasTheNamesOfTheFoldedNetworkAgain() throws {
        let network = try network()
        let names = network.namedParameters.map(\.path)
        try network.restoreBatchNorm { _ = try network(images()) }
        #expect(network.modules(of: BatchNorm2D.self).count == 2)
        #expect(network.namedParameters.count == names.count + 4)
        #expect(network.withoutRestoredNorms { network.namedParameters.map(\.path) } == names)
        #expect(network.modules(of: BatchNorm2D.self).count == 2)
        try network.foldBatchNorm()
        #expect(network.namedParameters.map(\.path) == names)
    }

    @Test func keepsZeros() throws {
        let network = try network()
        try network.restoreBatchNorm { _ = try network(images()) }
        let weight = network.namedParameters[0].parameter.tensor
        try withoutGradients { try weight.narrowed(0, to: 0..<3).fill(0) }
        try network.foldBatchNorm()
        let zeroCount = try weight.elements(as: Float.self).count { $0 == 0 }
        #expect(zeroCount == 3 * 4 * 9)
    }

    /// The outputs of a channel have deviation 1 before the norm, however large its weights were.
    @Test(arguments: [0.5, 20, 1_000])
    func makesWeightsComparable(factor: Double) throws {
        let network = try network()
        let weight = network.namedParameters[0].parameter.tensor
        let input = try images()
        let reference = try Convolution2D(4, 8, size: 3)
        try withoutGradients {
            try reference.weight.tensor.copy(from: weight)
            try weight.copy(from: weight * factor)
        }
        try network.restoreBatchNorm { _ = try network(input) }
        let other = Sequential([reference])
        try other.restoreBatchNorm { _ = try other(input) }
        let pairs = zip(
            try weight.elements(as: Float.self),
            try reference.weight.tensor.elements(as: Float.self))
        // The ε of the norm, 1e-5, is a small part of the variances of these outputs.
        #expect(pairs.allSatisfy { abs($0 - $1) <= 1e-3 * max(abs($1), 0.01) })
    }

    @Test func leavesTheNetworkAloneWhereMeasuringFails() throws {
        struct Failure: Error {}
        let network = try network()
        let names = network.namedParameters.map(\.path)
        #expect(throws: Failure.self) { try network.restoreBatchNorm { throw Failure() } }
        #expect(network.namedParameters.map(\.path) == names)
    }
}
