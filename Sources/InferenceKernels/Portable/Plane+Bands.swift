import InferenceKernels

/// One plane of several, and what belongs to it.
struct Plane {
    let geometry: WindowGeometry
    let layout: BandLayout
    let input: UnsafePointer<Float>
    let weights: UnsafePointer<Float>
    let bias: Float
    let bounds: Bounds
    let output: UnsafeMutablePointer<Float>
    let offsets: UnsafePointer<Int32>
    let band: UnsafeMutablePointer<Float>

    @inline(__always)
    init(_ windows: PlaneWindows, _ number: Int) {
        geometry = windows.geometry
        layout = windows.layout
        input = windows.input + number &* windows.inputStride
        weights = windows.weights + number &* windows.weightStride
        bias = windows.bias.map { $0[number] } ?? 0
        bounds = windows.bounds
        output = windows.output + number &* windows.outputStride
        offsets = windows.offsets
        band = windows.band
    }

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
        let step = geometry.strideX
        // The first column of the input in this part, and its place.
        let isBefore = part < layout.firstPart
        let column = part &- layout.firstPart &+ (isBefore ? step : 0)
        let place = layout.firstPlace &+ (isBefore ? 1 : 0)
        let count = max(0, quotient(geometry.width &- column &+ step &- 1, step))
        // Lanes behind the last column that an output needs may hold anything.
        let end = max(place &+ count, layout.columnCount)
        var target = band + part &* layout.partPitch
        for row in rows {
            if row >= 0, row < geometry.height {
                copy(
                    input + (row &* geometry.width &+ column), step: step, count: count,
                    to: target + place)
                fill(target, 0..<place, with: filler)
                fill(target, place &+ count..<end, with: filler)
            } else {
                fill(target, 0..<end, with: filler)
            }
            target += layout.rowPitch
        }
    }
}
