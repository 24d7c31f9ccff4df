import InferenceKernels

extension Level {
    #if WIDE
        private typealias Register = SIMD16<Float>
    #elseif FUSED
        private typealias Register = SIMD8<Float>
    #else
        private typealias Register = SIMD4<Float>
    #endif

    /// The products that ``multiplyInRegisters(_:_:)`` adds up in each round.
    public static var registerProductCount: Int { 12 * Register.scalarCount }

    /// Multiplies and adds in registers alone: no kernel can be faster.
    public static func multiplyInRegisters(_ roundCount: Int, _ factor: Float) -> Float {
        let factors = Register(repeating: factor)
        // Twelve chains of sums hide the time that one takes, and leave registers for the factors.
        var (a, b, c) = (factors, factors * 2, factors * 3)
        var (d, e, f) = (factors * 4, factors * 5, factors * 6)
        var (g, h, i) = (factors * 7, factors * 8, factors * 9)
        var (j, k, l) = (factors * 10, factors * 11, factors * 12)
        for _ in 0..<roundCount {
            a = multiplyAdd(factors, a, factors)
            b = multiplyAdd(factors, b, factors)
            c = multiplyAdd(factors, c, factors)
            d = multiplyAdd(factors, d, factors)
            e = multiplyAdd(factors, e, factors)
            f = multiplyAdd(factors, f, factors)
            g = multiplyAdd(factors, g, factors)
            h = multiplyAdd(factors, h, factors)
            i = multiplyAdd(factors, i, factors)
            j = multiplyAdd(factors, j, factors)
            k = multiplyAdd(factors, k, factors)
            l = multiplyAdd(factors, l, factors)
        }
        let sums = ((a + b) + (c + d)) + ((e + f) + (g + h)) + ((i + j) + (k + l))
        return sums.sum()
    }
}
