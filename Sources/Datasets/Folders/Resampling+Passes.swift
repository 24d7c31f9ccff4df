extension Resampling {
    /// Half a grey level, so that the shift that ends a sum rounds.
    private static let half = Int32(1) << (ResamplingWeights.precision - 1)

    /// Resamples one row of pixels to a row of each of three planes.
    static func shrinkRow(
        _ pixels: UnsafeBufferPointer<UInt8>, _ columns: ResamplingWeights, isMirrored: Bool,
        into planes: UnsafeMutableBufferPointer<UInt8>, at start: Int, planeSize: Int
    ) {
        let width = columns.count
        columns.weights.withUnsafeBufferPointer { weights in
            for column in 0..<width {
                var (red, green, blue) = (half, half, half)
                var position = 3 * columns.firstInputs[column]
                let firstWeight = column * columns.stride
                for index in firstWeight..<firstWeight + columns.inputCounts[column] {
                    let weight = weights[index]
                    red &+= Int32(pixels[position]) &* weight
                    green &+= Int32(pixels[position + 1]) &* weight
                    blue &+= Int32(pixels[position + 2]) &* weight
                    position += 3
                }
                let target = start + (isMirrored ? width - 1 - column : column)
                planes[target] = greyLevel(red)
                planes[target + planeSize] = greyLevel(green)
                planes[target + 2 * planeSize] = greyLevel(blue)
            }
        }
    }

    /// Resamples a plane of `width` columns to one with another number of rows, `rows.count`.
    static func shrinkColumns(
        _ source: UnsafeRawBufferPointer, _ rows: ResamplingWeights, firstLine: Int, width: Int,
        into target: UnsafeMutableRawBufferPointer
    ) {
        let lanes = SIMD16<UInt8>.scalarCount
        let vectorEnd = width - width % lanes
        for row in 0..<rows.count {
            let firstSource = (rows.firstInputs[row] - firstLine) * width
            let firstWeight = row * rows.stride
            let weights = rows.weights[firstWeight..<firstWeight + rows.inputCounts[row]]
            for column in stride(from: 0, to: vectorEnd, by: lanes) {
                var sum = SIMD16<Int32>(repeating: half)
                var position = firstSource + column
                for weight in weights {
                    let pixels = source.loadUnaligned(
                        fromByteOffset: position, as: SIMD16<UInt8>.self)
                    sum &+= SIMD16<Int32>(truncatingIfNeeded: pixels) &* weight
                    position += width
                }
                let levels = sum &>> ResamplingWeights.precision
                let cutOff = pointwiseMin(levels, SIMD16(repeating: 255))
                target.storeBytes(
                    of: SIMD16<UInt8>(truncatingIfNeeded: cutOff),
                    toByteOffset: row * width + column, as: SIMD16<UInt8>.self)
            }
            for column in vectorEnd..<width {
                var sum = half
                var position = firstSource + column
                for weight in weights {
                    sum &+= Int32(source[position]) &* weight
                    position += width
                }
                target[row * width + column] = greyLevel(sum)
            }
        }
    }

    /// Returns the grey level of a sum that holds half a level too much; rounded weights may add up
    /// to slightly more than 1.
    private static func greyLevel(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: min(sum &>> ResamplingWeights.precision, 255))
    }
}
