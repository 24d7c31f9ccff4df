/// Eight bit patterns that are compared together.
private typealias ScanLanes = SIMD8<Int32>

/// Scans one thread's `range`: counts, and writes the magnitudes inside of `bracket` to `output`
/// until fewer than eight of its `capacity` places are free.
///
/// Whether a magnitude lies inside cannot be predicted, so nothing branches on it: a value is
/// always written, and kept only by moving on. The first loop so notes where eight values hold a
/// candidate, a block at a time; the second picks the candidates out, still in the nearest cache.
func scanPart(
    _ range: Range<Int>, of search: MagnitudeSearch, _ bracket: Bracket,
    into output: UnsafeMutablePointer<Int32>, capacity: Int
) -> (counts: BracketCounts, collectedCount: Int) {
    var collector = Collector(bracket, output, capacity: capacity)
    var counters = BracketCounters(bracket, largestAllowed: search.largestAllowed)
    var index = range.lowerBound
    let vectorEnd = range.upperBound &- ScanLanes.scalarCount
    let places = UnsafeMutablePointer<Int>.allocate(capacity: blockVectorCount)
    defer { places.deallocate() }
    while index <= vectorEnd {
        let blockEnd = min(vectorEnd, index &+ (blockVectorCount &- 1) &* ScanLanes.scalarCount)
        var placeCount = 0
        while index <= blockEnd {
            let inside = counters.count(search.eightMagnitudes(from: index))
            places[placeCount] = index
            placeCount &+= hasAnyBit(inside) ? 1 : 0
            index &+= ScanLanes.scalarCount
        }
        for number in 0..<placeCount { collector.collect(from: places[number], of: search) }
    }
    var counts = counters.total
    while index < range.upperBound {
        counts.count(
            search.magnitude(at: index), in: bracket, largestAllowed: search.largestAllowed)
        collector.collect(at: index, of: search)
        index &+= 1
    }
    return (counts, collector.count)
}

/// The number of vectors in a block: 4 KB of values.
private let blockVectorCount = 128

/// Picks the magnitudes inside of a bracket, with room for eight more at each step.
private struct Collector {
    private let output: UnsafeMutablePointer<Int32>
    private let lastStart: Int
    private let first: Int32
    private let span: UInt32
    private(set) var count = 0

    @inline(__always)
    init(_ bracket: Bracket, _ output: UnsafeMutablePointer<Int32>, capacity: Int) {
        self.output = output
        lastStart = capacity - ScanLanes.scalarCount
        first = bracket.low &+ 1
        span = UInt32(bitPattern: bracket.high &- first)
    }

    @inline(__always)
    mutating func collect(from index: Int, of search: MagnitudeSearch) {
        guard count <= lastStart else { return }
        keep(search.magnitude(at: index))
        keep(search.magnitude(at: index &+ 1))
        keep(search.magnitude(at: index &+ 2))
        keep(search.magnitude(at: index &+ 3))
        keep(search.magnitude(at: index &+ 4))
        keep(search.magnitude(at: index &+ 5))
        keep(search.magnitude(at: index &+ 6))
        keep(search.magnitude(at: index &+ 7))
    }

    @inline(__always)
    mutating func collect(at index: Int, of search: MagnitudeSearch) {
        guard count <= lastStart else { return }
        keep(search.magnitude(at: index))
    }

    /// One comparison tells: what is below the bracket wraps to a large number.
    @inline(__always)
    private mutating func keep(_ value: Int32) {
        output[count] = value
        count &+= UInt32(bitPattern: value &- first) < span ? 1 : 0
    }
}

/// Returns whether any bit of `lanes` is set.
@inline(__always)
private func hasAnyBit(_ lanes: ScanLanes) -> Bool {
    let pair = unsafeBitCast(lanes.lowHalf | lanes.highHalf, to: SIMD2<UInt64>.self)
    return (pair[0] | pair[1]) != 0
}

extension MagnitudeSearch {
    /// Returns the bits of the eight magnitudes from `index` on.
    @inline(__always)
    fileprivate func eightMagnitudes(from index: Int) -> ScanLanes {
        values.loadUnaligned(fromByteOffset: index &* 4, as: ScanLanes.self)
            & ScanLanes(repeating: magnitudeMask)
    }
}

/// ``BracketCounts`` for eight lanes, as negative numbers: a true comparison is −1.
private struct BracketCounters {
    private let low: ScanLanes
    private let high: ScanLanes
    private let largestAllowed: ScanLanes
    private var belowLow = ScanLanes.zero
    private var aboveLow = ScanLanes.zero
    private var belowHigh = ScanLanes.zero
    private var aboveHigh = ScanLanes.zero
    private var refused = ScanLanes.zero
    private var vectorCount = 0

    @inline(__always)
    init(_ bracket: Bracket, largestAllowed: Int32) {
        low = ScanLanes(repeating: bracket.low)
        high = ScanLanes(repeating: bracket.high)
        self.largestAllowed = ScanLanes(repeating: largestAllowed)
    }

    /// Counts eight magnitudes and returns all bits set where they lie inside of the bracket.
    @inline(__always)
    mutating func count(_ values: ScanLanes) -> ScanLanes {
        let isAboveLow = bits(values .> low)
        let isBelowHigh = bits(values .< high)
        belowLow &+= bits(values .< low)
        aboveLow &+= isAboveLow
        belowHigh &+= isBelowHigh
        aboveHigh &+= bits(values .> high)
        refused &+= bits(values .> largestAllowed)
        vectorCount &+= 1
        return isAboveLow & isBelowHigh
    }

    /// The counts of all lanes together.
    var total: BracketCounts {
        let valueCount = vectorCount * ScanLanes.scalarCount
        return BracketCounts(
            belowLow: sum(belowLow), notAboveLow: valueCount - sum(aboveLow),
            belowHigh: sum(belowHigh), notAboveHigh: valueCount - sum(aboveHigh),
            refused: sum(refused))
    }

    private func sum(_ lanes: ScanLanes) -> Int {
        (0..<ScanLanes.scalarCount).reduce(0) { $0 - Int(lanes[$1]) }
    }
}

extension BracketCounts {
    /// Counts one magnitude.
    fileprivate mutating func count(_ value: Int32, in bracket: Bracket, largestAllowed: Int32) {
        belowLow += value < bracket.low ? 1 : 0
        notAboveLow += value <= bracket.low ? 1 : 0
        belowHigh += value < bracket.high ? 1 : 0
        notAboveHigh += value <= bracket.high ? 1 : 0
        refused += value > largestAllowed ? 1 : 0
    }
}

/// Returns −1, all bits set, where `mask` is true and 0 elsewhere.
@inline(__always)
private func bits(_ mask: SIMDMask<ScanLanes>) -> ScanLanes {
    unsafeBitCast(mask, to: ScanLanes.self)
}
