import Foundation

/// Where each pixel of an image comes from: row *y* and column *x* from the pixel around
/// (*a*·x + *b*·y + *c*, *d*·x + *e*·y + *f*), where whole numbers are corners and halves are middles.
///
/// As in Pillow's `Image.transform` the six numbers are multiples of 2⁻¹⁶, so that equal ones give
/// equal pixels.
struct AffineMap {
    private var a = 1.0
    private var b = 0.0
    private var c = 0.0
    private var d = 0.0
    private var e = 1.0
    private var f = 0.0

    /// Takes row *y* from `slope` · y columns further right; the upper left corner stays.
    init(columnShear slope: Double) { b = slope }

    /// Takes column *x* from `slope` · x rows further down; the upper left corner stays.
    init(rowShear slope: Double) { d = slope }

    /// Moves an image to the right.
    init(right columnCount: Int) { c = -Double(columnCount) }

    /// Moves an image down.
    init(down rowCount: Int) { f = -Double(rowCount) }

    /// Turns an image around its middle, counterclockwise.
    init(degrees: Double, height: Int, width: Int) {
        let angle = -degrees * .pi / 180
        let (middleX, middleY) = (Double(width) / 2, Double(height) / 2)
        (a, b) = (cos(angle), sin(angle))
        (d, e) = (-b, a)
        c = middleX - a * middleX - b * middleY
        f = middleY - d * middleX - e * middleY
    }

    /// Changes an image of `shape`; what has no source becomes black.
    func apply(to planes: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: planes.count) { source in
            _ = source.update(fromContentsOf: planes)
            for channel in 0..<shape.channelCount {
                let range =
                    channel * shape.pixelsPerChannel..<(channel + 1) * shape.pixelsPerChannel
                map(
                    UnsafeBufferPointer(rebasing: source[range]),
                    into: UnsafeMutableBufferPointer(rebasing: planes[range]),
                    height: shape.height, width: shape.width)
            }
        }
    }

    private func map(
        _ source: UnsafeBufferPointer<UInt8>, into plane: UnsafeMutableBufferPointer<UInt8>,
        height: Int, width: Int
    ) {
        let (stepX, stepY) = (Self.fixed(a), Self.fixed(d))
        // The middle of the first pixel of each row.
        var (startX, startY) = (Self.fixed(c + (a + b) / 2), Self.fixed(f + (d + e) / 2))
        for row in 0..<height {
            var (x, y) = (startX, startY)
            for column in 0..<width {
                let (sourceColumn, sourceRow) = (x >> 16, y >> 16)
                let isInside = 0..<width ~= sourceColumn && 0..<height ~= sourceRow
                plane[row * width + column] =
                    isInside ? source[sourceRow * width + sourceColumn] : 0
                x += stepX
                y += stepY
            }
            startX += Self.fixed(b)
            startY += Self.fixed(e)
        }
    }

    /// The nearest multiple of 2⁻¹⁶, counted in these.
    private static func fixed(_ value: Double) -> Int { Int((value * 65_536 + 0.5).rounded(.down)) }
}
