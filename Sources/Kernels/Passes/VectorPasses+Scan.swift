/// What a scan of a part of the values has found out.
package typealias ScanResult = (
    notAboveLow: Int, insideCount: Int, collectedCount: Int, largest: Int32
)

extension VectorPasses {
    /// Counts the magnitudes in `range` up to `low` and those between `low` and `high`, writes the latter to
    /// `output` until fewer than sixteen of its `capacity` places are free, and finds the largest.
    ///
    /// Whether a magnitude lies inside cannot be predicted, so no branch depends on it for each sixteen: the
    /// first loop notes where some lie inside, a block at a time; the second picks them out, still in the
    /// nearest cache.
    package static func scan(
        _ values: UnsafeRawPointer, in range: Range<Int>, low: Int32, high: Int32,
        into output: UnsafeMutablePointer<Int32>, capacity: Int
    ) -> ScanResult {
        var collector = Collector(values, low, high, output, capacity)
        let (lows, highs) = (BitLanes(repeating: low), BitLanes(repeating: high))
        var (above, largest) = (BitLanes.zero, BitLanes.zero)
        var index = range.lowerBound
        let vectorEnd = range.upperBound &- laneCount
        let places = UnsafeMutablePointer<Int>.allocate(capacity: blockVectorCount)
        while index <= vectorEnd {
            let blockEnd = min(vectorEnd, index &+ (blockVectorCount &- 1) &* laneCount)
            var placeCount = 0
            while index <= blockEnd {
                let magnitudes = magnitudes(values, from: index)
                let isAbove = bits(magnitudes .> lows)
                above &-= isAbove
                largest = largest.replacing(with: magnitudes, where: magnitudes .> largest)
                places[placeCount] = index
                placeCount &+= hasAny(isAbove & bits(magnitudes .< highs)) ? 1 : 0
                index &+= laneCount
            }
            for number in 0..<placeCount { collector.collect(from: places[number]) }
        }
        places.deallocate()
        var notAboveLow = index &- range.lowerBound &- above.total
        var largestOfAll = largest.max()
        while index < range.upperBound {
            let value = magnitude(values, at: index)
            notAboveLow &+= value <= low ? 1 : 0
            largestOfAll = max(largestOfAll, value)
            collector.collect(at: index)
            index &+= 1
        }
        return (notAboveLow, collector.insideCount, collector.count, largestOfAll)
    }

    /// Returns the bits of the sixteen magnitudes from `index` on.
    @inline(__always)
    static func magnitudes(_ values: UnsafeRawPointer, from index: Int) -> BitLanes {
        values.loadUnaligned(fromByteOffset: index &* 4, as: BitLanes.self)
            & BitLanes(repeating: magnitudeMask)
    }

    /// Returns the bits of the magnitude at `index`.
    @inline(__always)
    static func magnitude(_ values: UnsafeRawPointer, at index: Int) -> Int32 {
        values.load(fromByteOffset: index &* 4, as: Int32.self) & magnitudeMask
    }
}

/// The number of vectors in a block: 4 KB of values.
private let blockVectorCount = 64

/// Counts the magnitudes inside of a bracket, and picks them out while there is room.
private struct Collector {
    private let values: UnsafeRawPointer
    private let low: Int32
    private let high: Int32
    private let output: UnsafeMutablePointer<Int32>
    private let lastStart: Int
    private(set) var count = 0
    private(set) var insideCount = 0

    @inline(__always)
    init(
        _ values: UnsafeRawPointer, _ low: Int32, _ high: Int32,
        _ output: UnsafeMutablePointer<Int32>, _ capacity: Int
    ) {
        self.values = values
        self.low = low
        self.high = high
        self.output = output
        lastStart = capacity &- laneCount
    }

    @inline(__always)
    mutating func collect(from index: Int) {
        let magnitudes = VectorPasses.magnitudes(values, from: index)
        let isInside =
            (magnitudes .> BitLanes(repeating: low)) .& (magnitudes .< BitLanes(repeating: high))
        var flags = laneFlags(isInside)
        let flagCount = flags.nonzeroBitCount
        insideCount &+= flagCount
        guard count <= lastStart else { return }
        // Two are always written, and kept only by moving on: a branch for each could not be predicted.
        var place = output + count
        for _ in 0..<2 {
            let lane = (flags | UInt32(1) << 16).trailingZeroBitCount & 15
            place.pointee = VectorPasses.magnitude(values, at: index &+ lane)
            place += 1
            flags &= flags &- 1
        }
        while flags != 0 {
            place.pointee = VectorPasses.magnitude(
                values, at: index &+ flags.trailingZeroBitCount)
            place += 1
            flags &= flags &- 1
        }
        count &+= flagCount
    }

    @inline(__always)
    mutating func collect(at index: Int) {
        let value = VectorPasses.magnitude(values, at: index)
        guard value > low, value < high else { return }
        insideCount &+= 1
        guard count <= lastStart else { return }
        output[count] = value
        count &+= 1
    }
}
