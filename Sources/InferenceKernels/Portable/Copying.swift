/// Copies elements that lie `step` apart to neighbouring places, sixteen at a time: up to 15 more
/// than asked for are written, and up to 31 places behind the last one are read.
@inline(__always)
func copy(
    _ source: UnsafePointer<Float>, step: Int, count: Int, to target: UnsafeMutablePointer<Float>
) {
    var index = 0
    switch step {
    case 1:
        while index < count {
            Lanes.load(source + index).store(target + index)
            index &+= Lanes.count
        }
    case 2:
        while index < count {
            // Loaded as halves: elements of one large vector would be loaded one by one.
            let pairs = SIMD32(
                lowHalf: Lanes.load(source + 2 &* index),
                highHalf: Lanes.load(source + (2 &* index &+ Lanes.count)))
            pairs.evenHalf.store(target + index)
            index &+= Lanes.count
        }
    default:
        while index < count {
            target[index] = source[index &* step]
            index &+= 1
        }
    }
}

/// Writes the same number to places, most often very few.
@inline(__always)
func fill(_ target: UnsafeMutablePointer<Float>, _ range: Range<Int>, with value: Float) {
    var index = range.lowerBound
    while range.upperBound &- index >= Lanes.count {
        Lanes(repeating: value).store(target + index)
        index &+= Lanes.count
    }
    while index < range.upperBound {
        target[index] = value
        index &+= 1
    }
}

/// Returns the quotient, without a division where the divisor is 1 or 2; of a negative dividend rounded down then, and
/// towards zero for other divisors.
@inline(__always)
func quotient(_ dividend: Int, _ divisor: Int) -> Int {
    switch divisor {
    case 1: dividend
    case 2: dividend >> 1
    default: dividend / divisor
    }
}
