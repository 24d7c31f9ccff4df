import InferenceKernels

extension PlaneWindow {
    /// Copies the rows that some rows of output need, with their padding.
    @inline(__always)
    func packBand(
        _ layout: BandLayout, firstRow: Int, outputRowCount: Int, _ filler: Float
    ) {
        let rowCount =
            (outputRowCount &- 1) &* geometry.strideY
            &+ (geometry.kernelHeight &- 1) &* geometry.dilationY &+ 1
        var inputRow = firstRow &* geometry.strideY &- geometry.paddingTop
        var target = band
        for _ in 0..<rowCount {
            if inputRow >= 0, inputRow < geometry.height {
                packRow(input + inputRow &* geometry.width, layout, filler, to: target)
            } else {
                fill(target, 0..<layout.rowPitch, with: filler)
            }
            target += layout.rowPitch
            inputRow &+= 1
        }
    }

    /// Copies one row, each part with the columns that belong to one place of the step.
    @inline(__always)
    private func packRow(
        _ source: UnsafePointer<Float>, _ layout: BandLayout, _ filler: Float,
        to target: UnsafeMutablePointer<Float>
    ) {
        let (step, left) = (geometry.strideX, geometry.paddingLeft)
        for part in 0..<step {
            let result = target + part &* layout.partPitch
            // The first column of the input in this part, and its place.
            let column = (part &- left % step &+ step) % step
            let place = (column &+ left) / step
            let count = max(0, (geometry.width &- column &+ step &- 1) / step)
            copy(source + column, step: step, count: count, to: result + place)
            fill(result, 0..<place, with: filler)
            fill(result, place &+ count..<layout.partPitch, with: filler)
        }
    }
}
