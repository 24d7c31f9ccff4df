import TestSupport

/// Element counts that end in every possible rest of a vector and a block.
private let smallTailCounts = [
    0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 999, 1000, 1001, 1023, 1024, 1025, 4097,
]

// Kernels that are not optimised are a hundred times slower: there one large count must do.
#if DEBUG
    /// Element counts that end in every possible rest of a vector, a block and a thread's part.
    let tailCounts = smallTailCounts + [33_001]

    /// How often random counts are drawn.
    let randomRoundCount = 4
#else
    /// Element counts that end in every possible rest of a vector, a block and a thread's part.
    let tailCounts = smallTailCounts + [4095, 12_287, 12_289, 100_003, 131_071, 131_073]

    /// How often random counts are drawn.
    let randomRoundCount = 40
#endif

/// Kinds of weights that a kernel meets.
enum SampleKind: CaseIterable {
    case spread, ties, equal, zeros, halfZeros, denormal, infinities, extremes, sorted

    /// Returns `count` weights of this kind.
    func weights(count: Int, seed: UInt64 = 1) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        func uniform(_ range: ClosedRange<Float>) -> Float { .random(in: range, using: &generator) }
        func sum() -> Float { (0..<4).reduce(0) { total, _ in total + uniform(-0.03...0.03) } }
        let weights = (0..<count).map { index -> Float in
            switch self {
            case .spread, .sorted: sum()
            case .ties: (sum() * 100).rounded() / 100
            case .equal: index.isMultiple(of: 3) ? -0.25 : 0.25
            case .zeros: index.isMultiple(of: 2) ? -0.0 : 0
            case .halfZeros: uniform(0...1) < 0.6 ? 0 : sum()
            case .denormal: Float.leastNonzeroMagnitude * uniform(-1000...1000).rounded()
            case .infinities: uniform(0...1) < 0.2 ? -.infinity : sum()
            case .extremes: Float(sign: .minus, exponent: Int(uniform(-149...127)), significand: 1)
            }
        }
        return self == .sorted ? weights.sorted() : weights
    }
}

/// Returns the first index at which the two differ, `nil` if they are equal: a comparison whose
/// failure is one number and not thousands of elements.
func firstDifference(_ found: [Float], _ expected: [Float]) -> Int? {
    if found.count != expected.count { return min(found.count, expected.count) }
    return found.indices.first { found[$0] != expected[$0] }
}

/// Returns what `write` writes to as many elements as `weights` has.
func written(
    from weights: [Float],
    _ write: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) throws -> Void
) rethrows -> [Float] {
    var output = [Float](repeating: -7, count: weights.count)
    try weights.withUnsafeBufferPointer { source in
        try output.withUnsafeMutableBufferPointer { try write(source, $0) }
    }
    return output
}

/// Returns what `write` writes to as many elements as `weights` and `gradients` have.
func written(
    from weights: [Float], _ gradients: [Float],
    _ write: (
        UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>
    ) throws -> Void
) rethrows -> [Float] {
    try gradients.withUnsafeBufferPointer { gradients in
        try written(from: weights) { try write($0, gradients, $1) }
    }
}
