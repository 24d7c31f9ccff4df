/// Lanes that windows are computed with.
protocol WindowLanes: LaneVector, SIMD where Scalar == Float {
    associatedtype LaneMask
    /// The lanes from `lower` up to, and without, `upper`: as floats, whose comparisons are one instruction.
    static func mask(_ lower: Float, _ upper: Float) -> LaneMask
    /// The lanes of a mask, and a number in the others.
    func replacing(_ mask: LaneMask, _ filler: Float) -> Self
    /// Reads pairs of elements: the first of each, and the second of each.
    static func loadPairs(_ address: UnsafePointer<Float>) -> (Self, Self)
}

extension Lanes: WindowLanes {
    @inline(__always)
    static func mask(_ lower: Float, _ upper: Float) -> SIMDMask<SIMD16<Int32>> {
        let numbers = Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        return (numbers .>= Lanes(repeating: lower)) .& (numbers .< Lanes(repeating: upper))
    }

    @inline(__always)
    func replacing(_ mask: SIMDMask<SIMD16<Int32>>, _ filler: Float) -> Lanes {
        Lanes(repeating: filler).replacing(with: self, where: mask)
    }

    @inline(__always)
    static func loadPairs(_ address: UnsafePointer<Float>) -> (Lanes, Lanes) {
        // Loaded as halves: elements of one large vector would be loaded one by one.
        let pairs = SIMD32(lowHalf: load(address, 0), highHalf: load(address + count, 0))
        return (pairs.evenHalf, pairs.oddHalf)
    }
}

extension HalfLanes: WindowLanes {
    @inline(__always)
    static func mask(_ lower: Float, _ upper: Float) -> SIMDMask<SIMD8<Int32>> {
        let numbers = HalfLanes(0, 1, 2, 3, 4, 5, 6, 7)
        return (numbers .>= HalfLanes(repeating: lower))
            .& (numbers .< HalfLanes(repeating: upper))
    }

    @inline(__always)
    func replacing(_ mask: SIMDMask<SIMD8<Int32>>, _ filler: Float) -> HalfLanes {
        HalfLanes(repeating: filler).replacing(with: self, where: mask)
    }

    @inline(__always)
    static func loadPairs(_ address: UnsafePointer<Float>) -> (HalfLanes, HalfLanes) {
        let pairs = SIMD16(lowHalf: load(address, 0), highHalf: load(address + count, 0))
        return (pairs.evenHalf, pairs.oddHalf)
    }
}
