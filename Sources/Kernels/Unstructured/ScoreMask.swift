/// Writes the mask that prunes exactly the *k* lowest of scores, which may be negative: 0 for those, 1
/// for the others.
///
/// Among equal scores the one with the lower index is pruned first, as by a stable sort; 0 and −0 are
/// equal. ``HardMask`` does the work on keys, magnitudes that have the order of the scores.
///
/// - Parameters:
///   - prunedCount: *k*, in `0...scores.count`.
///   - scores: In any order; infinities are allowed. Beside negative scores the largest finite number
///     counts as infinite.
///   - mask: As many elements, of other memory.
///   - threads: The threads to use; no result depends on them.
/// - Throws: ``KernelError/invalidPrunedCount(found:allowed:)``,
///   ``KernelError/wrongElementCount(found:allowed:buffer:)``, or ``KernelError/notANumber(index:)``
///   for the first NaN.
public func writeMask(
    ofLowest prunedCount: Int, among scores: UnsafeBufferPointer<Float>,
    into mask: UnsafeMutableBufferPointer<Float>, threads: Threads
) throws(KernelError) {
    try checkElementCount(mask.count, is: scores.count, of: "mask")
    let negativeCount = countNegative(in: scores)
    var keys = scores
    if negativeCount > 0, let s = scores.baseAddress, let m = mask.baseAddress {
        if prunedCount < negativeCount {
            for index in 0..<scores.count { m[index] = keyAmongNegative(s[index]) }
        } else {
            for index in 0..<scores.count { m[index] = keyAmongOthers(s[index]) }
        }
        keys = UnsafeBufferPointer(mask)
    }
    try HardMask(of: keys, prunedCount: prunedCount, threads: threads)
        .writeMask(of: keys, into: mask)
}

/// Returns how many scores are below 0.
public func countNegative(in scores: UnsafeBufferPointer<Float>) -> Int {
    guard let start = scores.baseAddress else { return 0 }
    var index = 0
    var total = 0
    while index <= scores.count &- laneCount {
        // Counted in blocks, so that no lane overflows.
        let blockEnd = min(scores.count &- laneCount, index &+ (1 << 20))
        var counts = BitLanes.zero
        while index <= blockEnd {
            counts = counts.replacing(
                with: counts &+ 1, where: load(start + index) .< Lanes.zero)
            index &+= laneCount
        }
        total += Int(counts.wrappedSum())
    }
    return total + scores[index...].count { $0 < 0 }
}

/// The order where only negative scores are pruned: the lower, the smaller the key.
@inline(__always)
private func keyAmongNegative(_ score: Float) -> Float {
    guard score < 0 else { return score.isNaN ? score : .infinity }
    return Float(bitPattern: Float.infinity.bitPattern - score.magnitude.bitPattern)
}

/// The order where all negative scores are pruned: they come before zero, by index.
@inline(__always)
private func keyAmongOthers(_ score: Float) -> Float {
    score < 0 ? 0 : score.isFinite ? Float(bitPattern: score.magnitude.bitPattern + 1) : score
}
