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

    /// Sorts the magnitudes of each lane of `rows` by their bits, the smallest in the first row.
    @inline(__always)
    func sortMagnitudes(_ rows: UnsafeMutablePointer<BitLanes>) {
        for (low, high) in comparators {
            let (first, second) = ordered(rows[low], rows[high])
            rows[low] = first
            rows[high] = second
        }
    }
}

/// Returns the lesser and the greater value of each lane.
@inline(__always)
func ordered(_ first: BitLanes, _ second: BitLanes) -> (lesser: BitLanes, greater: BitLanes) {
    let isOrdered = first .<= second
    return (
        second.replacing(with: first, where: isOrdered),
        first.replacing(with: second, where: isOrdered)
    )
}
