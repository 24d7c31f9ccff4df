/// Changes the size of images.
public enum Resampling {
    /// Returns a part of an image in another size, as Pillow's
    /// `image.resize((width, height), BILINEAR, box)` does: to the last bit of version 12, within one
    /// grey level of version 13, which resizes rows before columns where that is less work.
    ///
    /// Where the image gets smaller, every output pixel is the weighted mean of all the pixels that
    /// it covers ("antialiasing").
    ///
    /// - Parameters:
    ///   - image: The image.
    ///   - box: The part, in pixels of the image and inside it; all of it if `nil`. Pixels around
    ///     the part count where the filter reaches them.
    ///   - width: Columns of the result, at least 1.
    ///   - height: Rows of the result, at least 1.
    /// - Returns: An image of `width` × `height` pixels.
    public static func bilinear(
        _ image: RGBImage, box: ResamplingBox? = nil, width: Int, height: Int
    ) -> RGBImage {
        let box = box ?? ResamplingBox(left: 0, top: 0, right: image.width, bottom: image.height)
        precondition(
            width >= 1 && height >= 1 && box.fits(image),
            "\(box) of \(image.width) × \(image.height) pixels cannot become \(width) × \(height)")
        let columns = ResamplingWeights(
            from: box.left, to: box.right, inputs: 0..<image.width, outputCount: width,
            outputs: 0..<width)
        let rows = ResamplingWeights(
            from: box.top, to: box.bottom, inputs: 0..<image.height, outputCount: height,
            outputs: 0..<height)
        var planes = [UInt8](repeating: 0, count: 3 * width * height)
        planes.withUnsafeMutableBufferPointer {
            resample(image, columns: columns, rows: rows, isMirrored: false, into: $0)
        }
        let area = width * height
        let pixels = (0..<3 * area).map { planes[$0 % 3 * area + $0 / 3] }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// Resamples to planes, columns first, each of the two passes rounded to whole grey levels.
    ///
    /// - Parameters:
    ///   - image: Some rows of the source, in full width.
    ///   - columns: The weights of the columns.
    ///   - rows: The weights of the rows, counted in the source.
    ///   - firstRow: The source's row that `image` starts with.
    ///   - isMirrored: Whether left and right change places.
    ///   - planes: `[3, rows, columns]`; all of it is written.
    package static func resample(
        _ image: RGBImage, columns: ResamplingWeights, rows: ResamplingWeights, firstRow: Int = 0,
        isMirrored: Bool, into planes: UnsafeMutableBufferPointer<UInt8>
    ) {
        let needed = rows.neededInputs
        let (width, height) = (columns.count, rows.count)
        let (linesSize, planeSize) = (needed.count * width, height * width)
        precondition(planes.count == 3 * planeSize, "three planes of \(width) × \(height)")
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * linesSize) { lines in
            image.pixels.withUnsafeBufferPointer { pixels in
                for (position, row) in needed.enumerated() {
                    let start = (row - firstRow) * image.width * 3
                    shrinkRow(
                        UnsafeBufferPointer(rebasing: pixels[start..<start + image.width * 3]),
                        columns, isMirrored: isMirrored, into: lines, at: position * width,
                        planeSize: linesSize)
                }
            }
            for plane in 0..<3 {
                let source = lines[plane * linesSize..<(plane + 1) * linesSize]
                let target = planes[plane * planeSize..<(plane + 1) * planeSize]
                shrinkColumns(
                    UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: source)), rows,
                    firstLine: needed.lowerBound, width: width,
                    into: UnsafeMutableRawBufferPointer(
                        UnsafeMutableBufferPointer(rebasing: target)))
            }
        }
    }
}

/// A part of an image, in pixels; its sides may lie inside a pixel.
public struct ResamplingBox: Sendable, Hashable {
    /// The distance of the left side from the image's, at least 0.
    public var left: Double

    /// The distance of the upper side from the image's, at least 0.
    public var top: Double

    /// The distance of the right side from the image's left one, above ``left``.
    public var right: Double

    /// The distance of the lower side from the image's upper one, above ``top``.
    public var bottom: Double

    /// Creates a part with the given sides.
    public init(left: Double, top: Double, right: Double, bottom: Double) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    fileprivate init(left: Int, top: Int, right: Int, bottom: Int) {
        self.init(
            left: Double(left), top: Double(top), right: Double(right), bottom: Double(bottom))
    }

    fileprivate func fits(_ image: RGBImage) -> Bool {
        left >= 0 && top >= 0 && left < right && top < bottom && right <= Double(image.width)
            && bottom <= Double(image.height)
    }
}
