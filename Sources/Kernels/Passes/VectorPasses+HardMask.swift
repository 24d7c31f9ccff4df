extension VectorPasses {
    /// Writes 0 for each weight in `range` whose magnitude has at most the bits `lastPruned`, and else the
    /// weight, or 1 with `writesMask`. `output` may be `weights`.
    package static func writeKept(
        of weights: UnsafePointer<Float>, in range: Range<Int>, lastPruned: Int32,
        into output: UnsafeMutablePointer<Float>, writesMask: Bool
    ) {
        let last = BitLanes(repeating: lastPruned)
        map(range, of: weights, into: output) { kept($0, last, writesMask) }
    }

    /// The compiler inlines this, but not the same as the body of a closure that is called twice.
    @inline(__always)
    private static func kept(_ w: Lanes, _ lastPruned: BitLanes, _ writesMask: Bool) -> Lanes {
        (writesMask ? Lanes(repeating: 1) : w)
            .replacing(with: Lanes.zero, where: w.magnitudeBits .<= lastPruned)
    }

    /// Counts the values in `range` whose magnitudes are below `low`, and those that are not above `high`.
    package static func countEnds(
        _ values: UnsafeRawPointer, in range: Range<Int>, low: Int32, high: Int32
    ) -> (belowLow: Int, notAboveHigh: Int) {
        let (lows, highs) = (BitLanes(repeating: low), BitLanes(repeating: high))
        var (below, above) = (BitLanes.zero, BitLanes.zero)
        var index = range.lowerBound
        while range.upperBound &- index >= laneCount {
            let magnitudes = magnitudes(values, from: index)
            below &-= bits(magnitudes .< lows)
            above &-= bits(magnitudes .> highs)
            index &+= laneCount
        }
        var belowLow = below.total
        var notAboveHigh = index &- range.lowerBound &- above.total
        while index < range.upperBound {
            let value = magnitude(values, at: index)
            belowLow &+= value < low ? 1 : 0
            notAboveHigh &+= value <= high ? 1 : 0
            index &+= 1
        }
        return (belowLow, notAboveHigh)
    }
}
