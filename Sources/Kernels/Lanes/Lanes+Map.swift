/// Writes `transform` of each input value in `range`.
///
/// The values after the last eight go through the same arithmetic, padded with zeros, so a result
/// does not depend on where it stands. `output` may be `input`.
@inline(__always)
func map(
    _ range: Range<Int>, of input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>,
    _ transform: (Lanes) -> Lanes
) {
    var index = range.lowerBound
    let vectorEnd = range.upperBound &- laneCount
    while index <= vectorEnd {
        store(transform(load(input + index)), output + index)
        index &+= laneCount
    }
    let rest = range.upperBound &- index
    if rest > 0 {
        store(transform(load(input + index, count: rest)), output + index, count: rest)
    }
}

/// Writes `transform` of each pair of values of two inputs in `range`.
///
/// `output` may be one of the inputs.
@inline(__always)
func map(
    _ range: Range<Int>, of first: UnsafePointer<Float>, and second: UnsafePointer<Float>,
    into output: UnsafeMutablePointer<Float>, _ transform: (Lanes, Lanes) -> Lanes
) {
    var index = range.lowerBound
    let vectorEnd = range.upperBound &- laneCount
    while index <= vectorEnd {
        store(transform(load(first + index), load(second + index)), output + index)
        index &+= laneCount
    }
    let rest = range.upperBound &- index
    if rest > 0 {
        let result = transform(
            load(first + index, count: rest), load(second + index, count: rest))
        store(result, output + index, count: rest)
    }
}
