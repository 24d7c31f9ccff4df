/// Returns −1, all bits set, where `mask` is true and 0 elsewhere.
@inline(__always)
func bits(_ mask: SIMDMask<BitLanes>) -> BitLanes { unsafeBitCast(mask, to: BitLanes.self) }

/// Returns whether any lane, each 0 or −1, is not 0.
@inline(__always)
func hasAny(_ lanes: BitLanes) -> Bool {
    #if WIDE
        // One test of a mask register; with AVX2 this would be packed to bytes.
        return any(lanes .!= BitLanes.zero)
    #else
        let half = lanes.lowHalf | lanes.highHalf
        let pair = unsafeBitCast(half.lowHalf | half.highHalf, to: SIMD2<UInt64>.self)
        return (pair[0] | pair[1]) != 0
    #endif
}

/// Returns one bit for each lane, the lowest for the first: set where `mask` is true.
@inline(__always)
func laneFlags(_ mask: SIMDMask<BitLanes>) -> UInt32 {
    let places = BitLanes(
        1, 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7,
        1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15)
    let flags = BitLanes.zero.replacing(with: places, where: mask)
    let half = flags.lowHalf | flags.highHalf
    let pair = unsafeBitCast(half.lowHalf | half.highHalf, to: SIMD2<UInt64>.self)
    let both = pair[0] | pair[1]
    return UInt32(truncatingIfNeeded: both | both >> 32)
}

extension BitLanes {
    /// The sum of the lanes, without overflow.
    @inline(__always)
    var total: Int {
        var total = 0
        for lane in 0..<laneCount { total &+= Int(self[lane]) }
        return total
    }
}
