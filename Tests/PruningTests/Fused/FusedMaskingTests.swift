import Kernels
import Layers
import Pruning
import Tensors
import Testing

/// The fused kernels against the composed formulas, through the layer that uses them.
@Suite(.enabled(if: ProcessorFeatures.supportsVectorKernels, "the processor has no vector kernels"))
struct FusedMaskingTests {
    /// τ, or the least that a relative one comes to, for thresholds above ¼.
    static let temperature = 0.05

    static let cases: [(pattern: any Pattern, shape: [Int])] = [
        (.unstructured, [1, 2]), (.unstructured, [7, 9]), (.unstructured, [16, 3, 3, 3]),
        (.unstructured, [64, 65, 3, 3]), (.outputChannels, [5, 7]),
        (.outputChannels, [32, 16, 3, 3]),
        (blocks(2), [2, 2]), (blocks(2), [4, 17]), (blocks(4), [16, 3, 3, 3]),
        (blocks(4), [10, 7]),
        (blocks(8), [3, 21]), (blocks(8), [64, 65, 3, 3]), (blocks(16), [17, 40]),
    ]

    private static func blocks(_ height: Int) -> any Pattern {
        (try? OutputBlocks(height: height)) ?? .unstructured
    }

    @Test(arguments: cases.indices) func equalsTheComposedFormulas(index: Int) throws {
        let (pattern, shape) = Self.cases[index]
        try expectAgreement(of: pattern, shape: shape)
    }

    @Test(arguments: ["2:4", "1:4", "1:8", "3:5-flattened", "2:4-flattened"])
    func equalsTheComposedFormulasInGroups(name: String) throws {
        let pattern = try Patterns.named(name)
        for shape in [[6, 40], [8, 40, 3, 3]] {
            try expectAgreement(of: pattern, shape: shape)
        }
    }

    /// The gradient is written over that of ŵ only where nothing else uses it.
    @Test(arguments: ["unstructured", "2:4", "channels", "2x1", "3x1"])
    func aSharedGradientIsNotOverwritten(name: String) throws {
        var random = RandomWeights(seed: 3)
        let (weights, seed) = try (random.weights([8, 8]), random.weights([8, 8]))
        let expected = try seed.elements(as: Float.self)

        let alone = try maskedParameter(weights, Patterns.named(name))
        try (alone.parameter.effective * seed).sum().backward()

        let shared = try maskedParameter(weights, Patterns.named(name))
        let other = try weights.clone()
        try other.setRequiresGradient(true)
        try (shared.parameter.effective + other).backward(gradient: seed)
        #expect(try seed.elements() == expected)
        #expect(try #require(try other.gradient).elements() == expected)
        #expect(
            try #require(try shared.parameter.tensor.gradient).elements(as: Float.self)
                == #require(try alone.parameter.tensor.gradient).elements())
    }

    private func expectAgreement(of pattern: any Pattern, shape: [Int]) throws {
        let bounds = Bounds(reach: pattern.unitReach(ofShape: shape))
        for method in [
            try PDP(temperature: .fixed(Self.temperature)), try PDP(temperature: .relative(1)),
            try PDP.centred(temperature: .relative(1)),
        ] {
            let fused = try masked(.float32, pattern, shape, method)
            let composed = try masked(.float64, pattern, shape, method)
            let outputError = try largestDifference(fused.output, composed.output)
            #expect(outputError < bounds.output)
            let gradientError = try largestDifference(fused.gradient, composed.gradient)
            #expect(gradientError < bounds.gradient)
        }
        // A cube root has no bound for its derivative, but its cube does.
        let steep = try PDP.steep(temperature: .relative(1))
        let fused = try masked(.float32, pattern, shape, steep)
        let composed = try masked(.float64, pattern, shape, steep)
        let cubeError = try largestDifference(cube(fused.output), cube(composed.output))
        #expect(cubeError < bounds.cube)
        let gradientError = try largestDifference(fused.gradient, composed.gradient)
        #expect(gradientError < bounds.factor)
    }

    private func cube(_ values: Tensor) throws -> Tensor {
        let wide = try values.converted(to: .float64)
        return try wide.squared() * wide
    }

    /// Masked weights and their gradient; double precision takes the composed path.
    private func masked(
        _ type: ScalarType, _ pattern: any Pattern, _ shape: [Int], _ method: PDP
    ) throws -> (output: Tensor, gradient: Tensor) {
        var random = RandomWeights(seed: 7)
        let weights = try random.weights(shape).converted(to: type)
        let outputGradient = try random.weights(shape).converted(to: type)
        let masked = try maskedParameter(weights, pattern, method)
        let output = try masked.parameter.effective
        try output.backward(gradient: outputGradient)
        return (try output.detached(), try #require(try masked.parameter.tensor.gradient))
    }

    /// A parameter of its own with half of `weights` on their way out.
    private func maskedParameter(
        _ weights: Tensor, _ pattern: any Pattern, _ method: PDP? = nil
    ) throws -> (parameter: Parameter, pruner: Pruner) {
        let parameter = try Parameter(weights.clone(), kind: .linear)
        let pruner = try Pruner(
            Holder(parameter), sparsity: 0.5, pattern: pattern, schedule: OneShot(),
            allocation: .uniform,
            method: method ?? PDP(temperature: .fixed(Self.temperature)))
        try pruner.advance(to: TrainingMoment(epoch: 0))
        return (parameter, pruner)
    }

    private func largestDifference(_ left: Tensor, _ right: Tensor) throws -> Double {
        try (left.converted(to: .float64) - right).magnitude().maximum().item()
    }
}

private final class Holder: OutputNaming {
    let weight: Parameter

    var outputWeights: [Parameter] { [] }

    init(_ weight: Parameter) {
        self.weight = weight
    }
}

/// How far rounding may move the results where no magnitude of a unit is above `reach`.
private struct Bounds {
    let reach: Double

    /// The exponent (w² − t²)/τ moves by at most this.
    private var exponent: Double { 2 * reach * reach / FusedMaskingTests.temperature * 0x1p-23 }

    /// The mask changes by at most ¼ of a change of the exponent.
    var output: Double { reach * exponent / 4 }

    /// The cube of a weight under a steep mask is w³·(2m − 1), and the cube root and two products move it by
    /// a few roundings.
    var cube: Double { reach * reach * reach * (exponent / 2 + 0x1p-19) }

    /// A factor of 2m changes by at most half of a change of the exponent.
    var factor: Double { exponent / 2 + 0x1p-22 }

    /// The gradient's term (2/τ)·m·(1 − m)·⟨g, w⟩·w changes by at most 2/10τ of a change of the
    /// exponent, times ⟨g, w⟩ and w.
    var gradient: Double {
        2 * reach * reach * reach / FusedMaskingTests.temperature / 10 * exponent
    }
}

extension Pattern {
    /// The largest magnitude of a unit of weights in −1...1.
    fileprivate func unitReach(ofShape shape: [Int]) -> Double {
        if let blocks = self as? OutputBlocks { return Double(blocks.height).squareRoot() }
        return self is OutputChannels ? Double(shape.dropFirst().reduce(1, *)).squareRoot() : 1
    }
}
