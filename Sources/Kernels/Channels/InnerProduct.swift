/// Returns the inner product of two vectors of the same length, in double precision: the products
/// are exact, and no sum of squares of floats overflows.
func innerProduct(
    _ first: UnsafeBufferPointer<Float>, _ second: UnsafeBufferPointer<Float>
) -> Double {
    guard let a = first.baseAddress, let b = second.baseAddress else { return 0 }
    var sums = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    var index = 0
    while index <= first.count &- 16 {
        sums.0.addProduct(widened(a + index), widened(b + index))
        sums.1.addProduct(widened(a + index + 4), widened(b + index + 4))
        sums.2.addProduct(widened(a + index + 8), widened(b + index + 8))
        sums.3.addProduct(widened(a + index + 12), widened(b + index + 12))
        index &+= 16
    }
    var total = ((sums.0 + sums.1) + (sums.2 + sums.3)).sum()
    while index < first.count {
        total += Double(a[index]) * Double(b[index])
        index &+= 1
    }
    return total
}

/// Returns four values from `address` on, which needs no alignment, in double precision.
@inline(__always)
private func widened(_ address: UnsafePointer<Float>) -> SIMD4<Double> {
    SIMD4<Double>(UnsafeRawPointer(address).loadUnaligned(as: SIMD4<Float>.self))
}
