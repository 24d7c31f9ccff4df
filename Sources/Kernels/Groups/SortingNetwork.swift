/// The comparisons that sort a fixed number of values, whatever the values are.
///
/// Source: Knuth, "The Art of Computer Programming", volume 3, second edition, 1998, algorithm
/// 5.2.2M, Batcher's merge exchange, which works for any number of values.
struct SortingNetwork {
    /// Pairs of places whose values change places if the first is the larger, in order.
    private(set) var comparators: [(low: Int, high: Int)] = []

    /// - Parameter count: How many values the network sorts, at least 1.
    init(count: Int) {
        var top = 1
        while top * 2 < count { top *= 2 }
        var p = top
        while p > 0 {
            var q = top
            var r = 0
            var distance = p
            while true {
                for place in 0..<max(0, count - distance) where place & p == r {
                    comparators.append((place, place + distance))
                }
                if q == p { break }
                distance = q - p
                q /= 2
                r = p
            }
            p /= 2
        }
    }

    /// Sorts each lane of `rows`, which hold magnitudes, the smallest in the first row.
    @inline(__always)
    func sortMagnitudes(_ rows: UnsafeMutablePointer<Float>) {
        for (low, high) in comparators {
            let (lesser, greater) = ordered(
                load(rows + low &* laneCount).magnitudeBits,
                load(rows + high &* laneCount).magnitudeBits)
            store(unsafeBitCast(lesser, to: Lanes.self), rows + low &* laneCount)
            store(unsafeBitCast(greater, to: Lanes.self), rows + high &* laneCount)
        }
    }
}

/// Returns the lesser and the greater magnitude of each lane.
///
/// They are compared as integers, so that NaN is the largest and none gets lost.
@inline(__always)
func ordered(_ first: BitLanes, _ second: BitLanes) -> (lesser: BitLanes, greater: BitLanes) {
    let isOrdered = first .<= second
    return (
        second.replacing(with: first, where: isOrdered),
        first.replacing(with: second, where: isOrdered)
    )
}
