extension VectorPasses {
    /// Writes 0 for each weight in `range` whose magnitude has at most the bits `lastPruned`, and else the
    /// weight, or 1 with `writesMask`. `output` may be `weights`.
    package static func writeKept(
        of weights: UnsafePointer<Float>, in range: Range<Int>, lastPruned: Int32,
        into output: UnsafeMutablePointer<Float>, writesMask: Bool
    ) {
        let last = BitLanes(repeating: lastPruned)
        if writesMask {
            map(range, of: weights, into: output) {
                Lanes(repeating: 1).replacing(with: 0, where: $0.magnitudeBits .<= last)
            }
        } else {
            map(range, of: weights, into: output) {
                $0.replacing(with: 0, where: $0.magnitudeBits .<= last)
            }
        }
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
