/// Where the pixels of an augmented image come from.
///
/// Row *y* and column *x* of the result is row y + `rowOffset` and column x' + `columnOffset` of the
/// source, where x' is *x*, or width − 1 − *x* if mirrored. Beyond the source's border lies black.
package struct ImagePlacement: Sendable, Hashable {
    package var rowOffset = 0
    package var columnOffset = 0
    package var isMirrored = false

    package init(rowOffset: Int = 0, columnOffset: Int = 0, isMirrored: Bool = false) {
        self.rowOffset = rowOffset
        self.columnOffset = columnOffset
        self.isMirrored = isMirrored
    }

    /// Writes one image as other numbers, such as normalised ones.
    ///
    /// - Parameters:
    ///   - source: `[channels, height, width]`.
    ///   - destination: `[channels, height, width]`; all of it is initialised.
    ///   - shape: The shape of both.
    ///   - table: The number for every byte, `[channels, 256]`.
    package func place<Value: BitwiseCopyable>(
        _ source: UnsafeBufferPointer<UInt8>, into destination: UnsafeMutableBufferPointer<Value>,
        shape: ImageShape, table: UnsafeBufferPointer<Value>
    ) {
        precondition(
            source.count == shape.elementCount && destination.count == shape.elementCount
                && table.count == 256 * shape.channelCount)
        let (height, width) = (shape.height, shape.width)
        for channel in 0..<shape.channelCount {
            let values = UnsafeBufferPointer(rebasing: table[channel * 256..<(channel + 1) * 256])
            for row in 0..<height {
                let start = (channel * height + row) * width
                let line = UnsafeMutableBufferPointer(
                    rebasing: destination[start..<start + width])
                let sourceRow = row + rowOffset
                guard 0..<height ~= sourceRow else {
                    line.initialize(repeating: values[0])
                    continue
                }
                let sourceStart = (channel * height + sourceRow) * width
                let sourceLine = UnsafeBufferPointer(
                    rebasing: source[sourceStart..<sourceStart + width])
                placeLine(sourceLine, into: line, values: values)
            }
        }
    }

    private func placeLine<Value: BitwiseCopyable>(
        _ source: UnsafeBufferPointer<UInt8>, into line: UnsafeMutableBufferPointer<Value>,
        values: UnsafeBufferPointer<Value>
    ) {
        let width = line.count
        // Columns of the unmirrored result that have a source.
        let first = min(max(0, -columnOffset), width)
        let end = max(first, min(width, width - columnOffset))
        line.initialize(repeating: values[0])
        if isMirrored {
            for column in first..<end {
                line[width - 1 - column] = values[Int(source[column + columnOffset])]
            }
        } else {
            for column in first..<end {
                line[column] = values[Int(source[column + columnOffset])]
            }
        }
    }
}
