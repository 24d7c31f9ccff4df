public import InferenceKernels

extension Level {
    /// Copies the pixels that a block of weights sees into a panel.
    public static func pack(_ patches: PatchPanel) {
        let taps = patches.geometry.tapCount
        var channel = patches.rows.lowerBound / taps
        var tap = patches.rows.lowerBound % taps
        var row = patches.panel
        for _ in patches.rows {
            let source = patches.input + channel &* patches.channelStride
            if let masks = patches.masks {
                patches.copyMasked(source, tap, masks + tap &* PatchPanel.maskCount, to: row)
            } else {
                patches.copyStretches(source, tap, to: row)
            }
            row += patches.panelStride
            tap &+= 1
            if tap == taps { (tap, channel) = (0, channel &+ 1) }
        }
    }
}

extension PatchPanel {
    /// Copies what one tap sees where input and output are equally wide and the step is 1: then
    /// that is one stretch of the plane, but for what lies outside.
    @inline(__always)
    fileprivate func copyMasked(
        _ source: UnsafePointer<Float>, _ tap: Int, _ masks: UnsafePointer<UInt16>,
        to row: UnsafeMutablePointer<Float>
    ) {
        let start = source + (positions.lowerBound &+ geometry.shift(ofTap: tap))
        var lane = 0
        while lane < positions.count {
            loadInside(start + lane, masks[lane / Lanes.count], 0).store(row + lane)
            lane &+= Lanes.count
        }
    }

    /// Copies what one tap sees, row by row of the output.
    @inline(__always)
    fileprivate func copyStretches(
        _ source: UnsafePointer<Float>, _ tap: Int, to row: UnsafeMutablePointer<Float>
    ) {
        let (tapY, tapX) = tap.quotientAndRemainder(dividingBy: geometry.kernelWidth)
        let step = geometry.strideX
        let left = geometry.paddingLeft &- tapX &* geometry.dilationX
        // The columns whose tap lies inside.
        let first = max(0, quotient(left &+ step &- 1, step))
        let reach = geometry.width &- 1 &+ left
        let end = reach < 0 ? 0 : min(quotient(reach, step) &+ 1, geometry.outputWidth)
        var (y, x) = positions.lowerBound.quotientAndRemainder(
            dividingBy: geometry.outputWidth)
        var lane = 0
        while lane < positions.count {
            let count = min(geometry.outputWidth &- x, positions.count &- lane)
            let inputY =
                y &* geometry.strideY &+ tapY &* geometry.dilationY &- geometry.paddingTop
            let isInside = inputY >= 0 && inputY < geometry.height
            let from = isInside ? min(max(first, x), x &+ count) : x &+ count
            let to = max(from, min(end, x &+ count))
            fill(row + lane, 0..<from &- x, with: 0)
            if to > from {
                copy(
                    source + (inputY &* geometry.width &+ from &* step &- left), step: step,
                    count: to &- from, to: row + (lane &+ from &- x))
            }
            fill(row + lane, to &- x..<count, with: 0)
            lane &+= count
            (y, x) = (y &+ 1, 0)
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
private func loadInside(_ address: UnsafePointer<Float>, _ mask: UInt16, _ filler: Float) -> Lanes {
    let bits = SIMD16<Int32>(repeating: Int32(mask)) & laneBits
    return Lanes(repeating: filler).replacing(with: Lanes.load(address), where: bits .== laneBits)
}
