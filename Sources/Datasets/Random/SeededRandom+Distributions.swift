extension SeededRandom {
    /// Returns an integer in `0..<bound`, every one equally likely; `bound` is at least 1.
    ///
    /// Source: Lemire, "Fast Random Integer Generation in an Interval", 2019, arXiv:1805.10941.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound >= 1, "a random integer below \(bound) does not exist")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold {
                product = next().multipliedFullWidth(by: range)
            }
        }
        return Int(product.high)
    }

    /// Returns a number in `0..<1` out of 2²⁴ equally spaced ones.
    public mutating func unit() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// Returns a number between the ends of `range`.
    public mutating func uniform(in range: ClosedRange<Float>) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * unit()
    }

    /// Returns `true` with the given probability; 0 never does, 1 always does.
    public mutating func occurs(withProbability probability: Float) -> Bool {
        unit() < probability
    }

    /// Returns a number with mean 0, deviation 1 and nearly a normal distribution: the sum of four
    /// uniform 16-bit numbers, so that one draw serves a pixel. It never leaves −3.47...3.47.
    public mutating func roughlyNormal() -> Float {
        let bits = next()
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
        return (Float(sum) - 2 * 65_535) * Self.roughlyNormalScale
    }

    /// One over the deviation of the sum: the variance of a uniform number in 0..<65536 is 65536²/12.
    private static let roughlyNormalScale: Float = 1 / (65_536 * (Float(4) / 12).squareRoot())

    /// Returns the numbers `0..<count` in random order (Fisher and Yates).
    public mutating func permutation(count: Int) -> [Int] {
        var order = Array(0..<count)
        guard count > 1 else { return order }
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, integer(below: last + 1))
        }
        return order
    }
}
