public import InferenceKernels

extension Level {
    /// Copies planes with their padding.
    public static func pad(_ planes: PaddedPlanes) {
        for plane in 0..<planes.planeCount {
            planes.copyPlane(
                planes.input + plane &* planes.inputStride,
                to: planes.output + plane &* planes.outputStride)
        }
    }
}

extension PaddedPlanes {
    /// Copies one plane from above: what is written behind a part is overwritten by the next one.
    @inline(__always)
    fileprivate func copyPlane(
        _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
    ) {
        var target = target
        for row in 0..<layout.rowCount {
            let inputRow = row &- geometry.paddingTop
            if inputRow >= 0, inputRow < geometry.height {
                copyRow(source + inputRow &* geometry.width, to: target)
            } else {
                fill(target, 0..<layout.rowPitch, with: 0)
            }
            target += layout.rowPitch
        }
    }

    @inline(__always)
    private func copyRow(
        _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
    ) {
        let (step, pitch) = (geometry.strideX, layout.partPitch)
        for part in 0..<step {
            let target = target + part &* pitch
            // The places of the first column of the input in this part and of the one after the last.
            let left = geometry.paddingLeft &- part
            let first = min(max(0, quotient(left &+ step &- 1, step)), pitch)
            let end = min(max(first, quotient(geometry.width &+ left &+ step &- 1, step)), pitch)
            fill(target, 0..<first, with: 0)
            if end > first {
                copy(
                    source + (first &* step &- left), step: step, count: end &- first,
                    to: target + first)
            }
            fill(target, end..<pitch, with: 0)
        }
    }
}
