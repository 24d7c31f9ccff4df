import InferenceKernels

extension Plane {
    /// Computes the plane sixteen positions at a time, each tap from a stretch of the input.
    @inline(__always)
    func slideOverStretches<Function: WindowFunction>(
        _ masks: UnsafePointer<UInt16>, _: Function.Type
    ) {
        let count = geometry.outputCount
        var masks = masks
        var position = 0
        while position < count {
            let first = max(0, min(position, count &- Lanes.count))
            var lanes: Lanes = Function.start(self)
            for tap in 0..<geometry.tapCount {
                let seen = loadInside(
                    input + (first &+ Int(offsets[tap])), masks[tap], Function.filler)
                Function.take(seen, weights[tap], into: &lanes)
            }
            lanes.clamp(bounds.lower, bounds.upper)
            if count >= Lanes.count {
                lanes.store(output + first)
            } else {
                lanes.store(output, count: count)
            }
            masks += geometry.tapCount
            position &+= Lanes.count
        }
    }
}

/// Lane n has bit n.
@inline(__always)
private var laneBits: SIMD16<Int32> {
    SIMD16<Int32>(
        1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)
}

/// Returns the lanes whose bits a mask has, and a number in the others.
@inline(__always)
func loadInside(_ address: UnsafePointer<Float>, _ mask: UInt16, _ filler: Float) -> Lanes {
    let bits = SIMD16<Int32>(repeating: Int32(mask)) & laneBits
    return Lanes(repeating: filler).replacing(with: Lanes.load(address), where: bits .== laneBits)
}
