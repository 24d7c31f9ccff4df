/// The definition of ``MagnitudeSelection``, by sorting.
///
/// - Parameters:
///   - weights: Without NaN.
///   - prunedCount: In `0...weights.count`.
/// - Returns: The largest pruned and the smallest kept magnitude and the threshold between them.
package func referenceMagnitudes(
    of weights: [Float], prunedCount: Int
) -> (largestPruned: Float, smallestKept: Float, threshold: Float) {
    let sorted = weights.map { $0.magnitude }.sorted()
    let largestPruned = prunedCount == 0 ? 0 : sorted[prunedCount - 1]
    let smallestKept = prunedCount == sorted.count ? .infinity : sorted[prunedCount]
    let middle = Float((Double(largestPruned) + Double(smallestKept)) / 2)
    return (largestPruned, smallestKept, prunedCount == 0 ? 0 : middle)
}

/// The definition of ``HardMask``: the first `prunedCount` weights of a stable sort by magnitude.
///
/// - Parameters:
///   - weights: Without NaN.
///   - prunedCount: In `0...weights.count`.
/// - Returns: 0 for each pruned weight and 1 for each other one.
package func referenceHardMask(of weights: [Float], prunedCount: Int) -> [Float] {
    let order = weights.indices.sorted {
        (weights[$0].magnitude, $0) < (weights[$1].magnitude, $1)
    }
    var mask = [Float](repeating: 1, count: weights.count)
    for index in order.prefix(prunedCount) { mask[index] = 0 }
    return mask
}
