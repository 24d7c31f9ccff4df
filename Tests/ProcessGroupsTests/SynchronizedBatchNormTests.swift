import Layers
import ProcessGroups
import Tensors
import TestSupport
import Testing

/// Batch norm over the parts of a batch against batch norm over the batch.
@Suite struct SynchronizedBatchNormTests {
    /// Single precision has steps of 6 · 10⁻⁸, and the pixels are ten times their deviation.
    private static let tolerance: Float = 2e-6

    private struct Result: Sendable {
        var outputs: [Float]
        var inputGradient: [Float]
        var statistics: [Float]
        var parameterGradients: [Float]
    }

    /// Five images of three channels, 2 × 2, far from mean 0.
    private static let pixels = (0..<60).map { 5 + 2 * Float($0 * 37 % 60) / 60 }

    /// Normalises the images at `places`, and back-propagates the sum of cubes.
    private static func result(
        _ places: Range<Int>, _ sum: BatchNorm2D.SumOverProcesses?
    ) throws -> Result {
        let norm = try BatchNorm2D(3)
        norm.sumOverProcesses = sum
        try withoutGradients { try norm.weight.tensor.fill(0.7) }
        let input = try Tensor(
            Array(pixels[12 * places.lowerBound..<12 * places.upperBound]),
            shape: [places.count, 3, 2, 2])
        try input.setRequiresGradient(true)
        let output = try norm(input)
        try (output * output * output).sum().backward()
        return Result(
            outputs: try output.detached().elements(),
            inputGradient: try #require(try input.gradient).elements(),
            statistics: try norm.runningMean.tensor.elements()
                + norm.runningVariance.tensor.elements(),
            parameterGradients: try #require(try norm.weight.tensor.gradient).elements()
                + #require(try norm.bias.tensor.gradient).elements())
    }

    /// Compares numbers that are sums of terms whose magnitudes add up to `scale`.
    private func expectClose(
        _ found: [Float], _ wanted: [Float], scale: Float = 10, _ what: String
    ) {
        #expect(found.count == wanted.count)
        for (value, other) in zip(found, wanted) {
            #expect(abs(value - other) < Self.tolerance * scale, "\(what)")
        }
    }

    @Test func isThatOfTheWholeBatch() throws {
        let whole = try Self.result(0..<5, nil)
        let parts = try ProcessGroupTests.inGroup(of: 2) { group in
            try Self.result(group.rank == 0 ? 0..<1 : 1..<5) { try group.sum($0, "normalising") }
        }
        #expect(parts.compactMap(\.error) == [])
        let results = parts.compactMap(\.value)
        expectClose(results.flatMap(\.outputs), whole.outputs, "outputs")
        expectClose(results.flatMap(\.inputGradient), whole.inputGradient, "gradients")
        for result in results { expectClose(result.statistics, whole.statistics, "statistics") }
        let sums = zip(results[0].parameterGradients, results[1].parameterGradients).map { $0 + $1 }
        // Twenty terms up to 5.
        expectClose(sums, whole.parameterGradients, scale: 100, "gradients of scale and shift")
    }

    /// What autocast gives to a layer is normalised in single precision, and rounded once.
    @Test(arguments: [ScalarType.bfloat16, .float16])
    func halfPrecisionIsRoundedAtTheEnd(type: ScalarType) throws {
        let images = try Tensor(Self.pixels, shape: [5, 3, 2, 2])
        try images.setRequiresGradient(true)
        let rounded = try images.converted(to: type)
        let (norm, other) = (try BatchNorm2D(3), try BatchNorm2D(3))
        for norm in [norm, other] { norm.sumOverProcesses = { _ in } }
        let output = try norm(rounded)
        let wanted = try other(rounded.converted(to: .float32)).converted(to: type)
        #expect(output.scalarType == type)
        #expect(
            try output.detached().converted(to: .float32).elements(as: Float.self)
                == wanted.detached().converted(to: .float32).elements())
        #expect(
            try norm.runningMean.tensor.elements(as: Float.self)
                == other.runningMean.tensor.elements())
        try output.converted(to: .float32).sum().backward()
        #expect(try images.gradient?.scalarType == .float32)
        #expect(try norm.bias.tensor.gradient?.elements() == [Float](repeating: 20, count: 3))
    }
}
