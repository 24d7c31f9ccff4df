// Transposing sixteen groups of M = 2^k consecutive values by k perfect shuffles.
//
// Member m of group g lies at index g·M + m and belongs at m·16 + g: its index, in binary, has to
// turn by k places. An unshuffle, all even places first and then all odd ones, turns every index
// by one place to the right; a shuffle turns it back.

extension GroupTile {
    /// Writes sixteen groups that lie one after another in `source` to `rows`, a row for each
    /// member.
    @inline(__always)
    func transpose(
        _ source: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let size = layout.groupSize
        var from = source
        for step in stride(from: size.trailingZeroBitCount, to: 0, by: -1) {
            let to = step.isMultiple(of: 2) ? scratch : rows
            for pair in 0..<(size / 2) {
                let both = SIMD32(
                    lowHalf: load(from + 2 &* pair &* laneCount),
                    highHalf: load(from + (2 &* pair &+ 1) &* laneCount))
                store(both.evenHalf, to + pair &* laneCount)
                store(both.oddHalf, to + (pair &+ size / 2) &* laneCount)
            }
            from = UnsafePointer(to)
        }
        if size == 1 { store(load(source), rows) }
    }

    /// Writes `rows`, one for each member, to sixteen groups one after another in `output`.
    @inline(__always)
    func transposeBack(
        _ rows: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let size = layout.groupSize
        let stepCount = size.trailingZeroBitCount
        var from = rows
        for step in 1...max(1, stepCount) {
            let to = step == stepCount ? output : from == rows ? scratch : rows
            for pair in 0..<(size / 2) {
                var both = SIMD32<Float>()
                both.evenHalf = load(from + pair &* laneCount)
                both.oddHalf = load(from + (pair &+ size / 2) &* laneCount)
                store(both.lowHalf, to + 2 &* pair &* laneCount)
                store(both.highHalf, to + (2 &* pair &+ 1) &* laneCount)
            }
            from = to
        }
        if size == 1 { store(load(rows), output) }
    }
}
