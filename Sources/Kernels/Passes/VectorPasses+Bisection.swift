extension VectorPasses {
    /// Finds the magnitudes at two ranks, 1 for the smallest, and the largest of all magnitudes.
    ///
    /// An interval of bit patterns is halved until one is left, by counting what is not above its middle: in
    /// the nearest cache thirty such passes take less time than the wrong guesses of quickselect.
    ///
    /// - Parameters:
    ///   - values: In any order.
    ///   - count: The number of values, at least 1.
    ///   - lowerRank: In `1...count`.
    ///   - upperRank: In `lowerRank...count`.
    /// - Returns: Bit patterns.
    package static func bisect(
        _ values: UnsafeRawPointer, count: Int, lowerRank: Int, upperRank: Int
    ) -> (lower: Int32, upper: Int32, largest: Int32) {
        let all = Values(start: values, count: count)
        let (least, largest) = all.ends(above: -1)
        let lower = all.bisect(lowerRank, from: least, to: largest)
        if all.countUp(to: lower) >= upperRank { return (lower, lower, largest) }
        let next = all.ends(above: lower).least
        if all.countUp(to: next) >= upperRank { return (lower, next, largest) }
        return (lower, all.bisect(upperRank, from: next, to: largest), largest)
    }
}

/// Magnitudes that are read again and again.
private struct Values {
    let start: UnsafeRawPointer
    let count: Int

    /// Returns the magnitude at `rank`, which lies between `first` and `last`.
    @inline(__always)
    func bisect(_ rank: Int, from first: Int32, to last: Int32) -> Int32 {
        var (low, high) = (first, last)
        while low < high {
            let middle = low &+ (high &- low) / 2
            let isUpToMiddle = countUp(to: middle) >= rank
            high = isUpToMiddle ? middle : high
            low = isUpToMiddle ? low : middle &+ 1
        }
        return low
    }

    /// Counts the magnitudes that are at most `limit`.
    func countUp(to limit: Int32) -> Int {
        let limits = BitLanes(repeating: limit)
        var above = BitLanes.zero
        var index = 0
        while count &- index >= laneCount {
            above &-= bits(VectorPasses.magnitudes(start, from: index) .> limits)
            index &+= laneCount
        }
        var total = index &- Int(above.wrappedSum())
        while index < count {
            total &+= VectorPasses.magnitude(start, at: index) <= limit ? 1 : 0
            index &+= 1
        }
        return total
    }

    /// Returns the least magnitude that is above `limit`, the largest bit pattern if there is none, and the
    /// largest magnitude of all.
    func ends(above limit: Int32) -> (least: Int32, largest: Int32) {
        let limits = BitLanes(repeating: limit)
        var (least, largest) = (BitLanes(repeating: .max), BitLanes.zero)
        var index = 0
        while count &- index >= laneCount {
            let magnitudes = VectorPasses.magnitudes(start, from: index)
            // What is not above the limit is set to the largest bit pattern.
            let candidates = magnitudes | (bits(magnitudes .<= limits) & BitLanes(repeating: .max))
            least = least.replacing(with: candidates, where: candidates .< least)
            largest = largest.replacing(with: magnitudes, where: magnitudes .> largest)
            index &+= laneCount
        }
        var result = (least: least.min(), largest: largest.max())
        while index < count {
            let value = VectorPasses.magnitude(start, at: index)
            if value > limit { result.least = min(result.least, value) }
            result.largest = max(result.largest, value)
            index &+= 1
        }
        return result
    }
}
