import Kernels
import Layers
import Pruning
import Tensors
import Testing

/// The fused kernels against the composed formulas in double precision, on weights that formulas in
/// single precision stumble over.
@Suite(.enabled(if: ProcessorFeatures.supportsVectorKernels, "the processor has no vector kernels"))
struct SpecialValuesTests {
    enum Kind: CaseIterable {
        case equal, ties, zeros, halfZeros, denormal, smallestNormal, huge, hugeEqual

        /// `count` weights that follow from the seed.
        func weights(_ count: Int) -> [Float] {
            var random = RandomWeights(seed: 11)
            let spread = random.elements(count)
            return spread.enumerated().map { index, value in
                switch self {
                case .equal: index.isMultiple(of: 3) ? -0.5 : 0.5
                case .ties: (value * 4).rounded() / 4
                case .zeros: index.isMultiple(of: 2) ? -0.0 : 0
                case .halfZeros: index % 4 < 2 ? 0 : value
                case .denormal: (value * 1000).rounded() * Float.leastNonzeroMagnitude
                case .smallestNormal: value * 4 * Float.leastNormalMagnitude
                case .huge: value * 1e36
                case .hugeEqual: index.isMultiple(of: 3) ? -1e36 : 1e36
                }
            }
        }

        /// The largest magnitude where it has a square; a larger one makes the mask a step, in which
        /// rounding does not show.
        var reach: Double {
            switch self {
            case .equal, .ties, .zeros, .halfZeros: 1
            case .denormal, .smallestNormal, .huge, .hugeEqual: 0
            }
        }
    }

    static let patterns = [
        "unstructured", "channels", "2:4", "1:8", "4:8-flattened", "3:5", "2x1", "4x1",
    ]

    @Test(arguments: patterns, Kind.allCases)
    func equalsTheComposedFormulas(name: String, kind: Kind) throws {
        let pattern = try Patterns.named(name)
        for shape in [[6, 40], [4, 40, 3, 3]] {
            let fanIn = shape.dropFirst().reduce(1, *)
            let unitSize =
                name == "channels" ? fanIn : (pattern as? OutputBlocks)?.height ?? 1
            let reach = kind.reach * Double(unitSize).squareRoot()
            for (temperature, squaredRatio) in [
                (PDP.Temperature.relative(1), 1.0), (.fixed(1), reach * reach),
            ] {
                let bounds = Bounds(
                    squaredRatio: squaredRatio, gradientNorm: Double(fanIn).squareRoot())
                let fused = try masked(.float32, kind, pattern, shape, temperature)
                let composed = try masked(.float64, kind, pattern, shape, temperature)
                let isClose = composed.output.indices.allSatisfy {
                    bounds.isOutput(fused.output[$0], composed.output[$0], fused.weights[$0])
                        && bounds.isGradient(fused.gradient[$0], composed.gradient[$0])
                }
                #expect(isClose, "\(shape) \(temperature)")
            }
        }
    }

    private struct Masked {
        let weights: [Double]
        let output: [Double]
        let gradient: [Double]
    }

    private func masked(
        _ type: ScalarType, _ kind: Kind, _ pattern: any Pattern, _ shape: [Int],
        _ temperature: PDP.Temperature
    ) throws -> Masked {
        let count = shape.reduce(1, *)
        var random = RandomWeights(seed: 12)
        let weights = try Tensor(kind.weights(count), shape: shape).converted(to: type)
        let network = try ListedWeights([.init(weights)])
        let parameter = network.namedParameters[0].parameter
        let pruner = try Pruner(
            network, sparsity: 0.5, pattern: pattern, schedule: .oneShot, allocation: .uniform,
            method: PDP(temperature: temperature))
        try pruner.advance(to: start)
        let output = try parameter.effective
        try output.backward(gradient: random.weights(shape).converted(to: type))
        return Masked(
            weights: try weights.doubles(), output: try output.doubles(),
            gradient: try #require(try parameter.tensor.gradient).doubles())
    }
}

/// How far rounding may move the results, with u = 2^−24 and T the largest t²/τ.
///
/// The exponent x = (w² − t²)/τ has fewer than ten roundings of terms of the size y = (w² + t²)/τ,
/// those of t and τ included, and the slope m·(1 − m) is at most exp(−|x|) with |x| ≥ y − 2T. So
/// the mask moves by at most 10u·y·slope ≤ 10u·(2T + 3), and the gradient's term 2w²/τ·m·(1 − m) by
/// at most 20u·(2T + 3)². Kernels take masks below 2^−128 as 0, and in gradients those below 2^−126.
private struct Bounds {
    let squaredRatio: Double

    /// The most that ‖g‖ of a channel comes to; 1 would do for single weights.
    let gradientNorm: Double

    private static let u = 0x1p-24
    private static let least = 0x1p-125

    func isOutput(_ found: Double, _ expected: Double, _ weight: Double) -> Bool {
        let relative = Self.u * (10 * (2 * squaredRatio + 3) + 3)
        return abs(found - expected) <= relative * abs(weight) + Self.least
    }

    /// Beyond the range of single precision the gradient is only expected to be a number.
    func isGradient(_ found: Double, _ expected: Double) -> Bool {
        if abs(expected) > Double(Float.greatestFiniteMagnitude) { return !found.isNaN }
        let side = 2 * squaredRatio + 3
        let allowed = 20 * Self.u * side * side * (gradientNorm + abs(expected))
        return abs(found - expected) <= allowed + Self.least
    }
}

extension Tensor {
    fileprivate func doubles() throws -> [Double] {
        try detached().converted(to: .float64).contiguous().elements()
    }
}
