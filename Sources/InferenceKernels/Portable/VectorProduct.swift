public import InferenceKernels

extension Level {
    /// Multiplies one vector by the rows of a matrix.
    public static func multiply(_ product: VectorProduct) {
        for row in product.outputs {
            let start = product.bias.map { $0[row] } ?? 0
            let sum =
                start
                + innerProduct(
                    product.matrix + row &* product.depth, product.vector, count: product.depth)
            product.output[row] = min(max(sum, product.bounds.lower), product.bounds.upper)
        }
    }

    /// Returns the inner product of two vectors.
    @inline(__always)
    private static func innerProduct(
        _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, count: Int
    ) -> Float {
        // Four chains of sums hide the time that one addition takes.
        var sums = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var index = 0
        while count &- index >= 64 {
            let (a, b) = (first + index, second + index)
            sums.0 = multiplyAdd(sums.0, Lanes.load(a), Lanes.load(b))
            sums.1 = multiplyAdd(sums.1, Lanes.load(a + 16), Lanes.load(b + 16))
            sums.2 = multiplyAdd(sums.2, Lanes.load(a + 32), Lanes.load(b + 32))
            sums.3 = multiplyAdd(sums.3, Lanes.load(a + 48), Lanes.load(b + 48))
            index &+= 64
        }
        while count &- index >= 16 {
            sums.0 = multiplyAdd(sums.0, Lanes.load(first + index), Lanes.load(second + index))
            index &+= 16
        }
        var total = ((sums.0 + sums.1) + (sums.2 + sums.3)).sum()
        while index < count {
            total += first[index] * second[index]
            index &+= 1
        }
        return total
    }
}
