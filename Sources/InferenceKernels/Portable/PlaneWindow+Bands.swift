import InferenceKernels

extension PlaneWindow {
    /// Copies the rows that some rows of output need, with their padding.
    @inline(__always)
    func packBand(firstRow: Int, outputRowCount: Int, _ filler: Float) {
        let rowCount =
            (outputRowCount &- 1) &* geometry.strideY
            &+ (geometry.kernelHeight &- 1) &* geometry.dilationY &+ 1
        let firstInputRow = firstRow &* geometry.strideY &- geometry.paddingTop
        for part in 0..<geometry.strideX {
            packPart(part, firstInputRow..<firstInputRow &+ rowCount, filler)
        }
    }

    /// Copies of each row the columns that belong to one place of the step.
    @inline(__always)
    private func packPart(_ part: Int, _ rows: Range<Int>, _ filler: Float) {
        let (step, left) = (geometry.strideX, geometry.paddingLeft)
        // The first column of the input in this part, and its place.
        let column = (part &- left % step &+ step) % step
        let place = (column &+ left) / step
        let count = max(0, (geometry.width &- column &+ step &- 1) / step)
        // Lanes behind the last column that an output needs may hold anything.
        let span = (geometry.kernelWidth &- 1) &* geometry.dilationX / step
        let end = geometry.outputWidth &+ span
        var target = band + part &* layout.partPitch
        for row in rows {
            if row >= 0, row < geometry.height {
                copy(
                    input + (row &* geometry.width &+ column), step: step, count: count,
                    to: target + place)
                fill(target, 0..<place, with: filler)
                fill(target, place &+ count..<max(place &+ count, end), with: filler)
            } else {
                fill(target, 0..<end, with: filler)
            }
            target += layout.rowPitch
        }
    }
}
