public import InferenceKernels

extension Level {
    /// Computes the sums of planes.
    public static func sum(_ planes: PlaneSums) {
        for plane in 0..<planes.planeCount {
            let total = sum(planes.input + plane &* planes.planeStride, planes.elementCount)
            planes.output[plane &* planes.outputStride] = total * planes.scale
        }
    }

    @inline(__always)
    private static func sum(_ elements: UnsafePointer<Float>, _ count: Int) -> Float {
        var sums = (Lanes.zero, Lanes.zero)
        var index = 0
        while count &- index >= 32 {
            sums.0 += Lanes.load(elements + index)
            sums.1 += Lanes.load(elements + (index &+ 16))
            index &+= 32
        }
        var total = (sums.0 + sums.1).sum()
        while index < count {
            total += elements[index]
            index &+= 1
        }
        return total
    }
}
