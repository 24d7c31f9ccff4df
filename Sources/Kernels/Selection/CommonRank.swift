/// Finds the magnitude of a rank among the weights of several tensors without copying any of them.
///
/// The bits of a magnitude, read as an integer, have the order of the magnitudes. A first scan counts
/// the upper halves of the bits, a second one the lower halves of those weights whose upper half
/// holds the rank.
///
/// - Parameters:
///   - rank: 1 for the smallest; at most the number of all weights.
///   - visit: Calls its argument once for each tensor; it is called twice itself.
/// - Returns: The magnitude at `rank`, exactly.
/// - Throws: ``KernelError/invalidPrunedCount(found:allowed:)`` for a rank that no weight has,
///   ``KernelError/notANumber(index:)`` from within `visit` for the first NaN of a tensor, and what
///   `visit` throws.
/// - Complexity: O(*n*) time, two reads of the weights, and less than a megabyte of memory.
public func commonMagnitude(
    atRank rank: Int, visit: ((UnsafeBufferPointer<Float>) throws -> Void) throws -> Void
) throws -> Float {
    var upper = BitCounts(count: 1 << 15)
    try visit { weights in
        for (index, weight) in weights.enumerated() {
            let bits = weight.magnitude.bitPattern
            guard bits <= Float.infinity.bitPattern else {
                throw KernelError.notANumber(index: index)
            }
            upper.add(Int(bits >> 16))
        }
    }
    guard rank >= 1, let half = upper.find(rank: rank) else {
        throw KernelError.invalidPrunedCount(found: rank, allowed: 1...max(1, upper.total))
    }
    var lower = BitCounts(count: 1 << 16)
    try visit { weights in
        for weight in weights {
            let bits = weight.magnitude.bitPattern
            if Int(bits >> 16) == half.value { lower.add(Int(bits & 0xffff)) }
        }
    }
    let rest = lower.find(rank: rank - half.countBelow)?.value ?? 0
    return Float(bitPattern: UInt32(half.value) << 16 | UInt32(rest))
}

/// Counts the weights whose magnitude is below `limit`, and those where it is equal.
public func countMagnitudes(
    of weights: UnsafeBufferPointer<Float>, against limit: Float
) -> (below: Int, equal: Int) {
    var below = 0
    var equal = 0
    for weight in weights {
        if weight.magnitude < limit { below += 1 }
        if weight.magnitude == limit { equal += 1 }
    }
    return (below, equal)
}

/// How often each small number has occurred.
private struct BitCounts {
    private var counts: [Int]

    init(count: Int) { counts = Array(repeating: 0, count: count) }

    var total: Int { counts.reduce(0, +) }

    mutating func add(_ number: Int) { counts[number] += 1 }

    /// The number at `rank`, 1 for the smallest, and how many are smaller; `nil` if there are fewer.
    func find(rank: Int) -> (value: Int, countBelow: Int)? {
        var countBelow = 0
        for (value, count) in counts.enumerated() {
            if countBelow + count >= rank { return (value, countBelow) }
            countBelow += count
        }
        return nil
    }
}
