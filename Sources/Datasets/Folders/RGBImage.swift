/// A decoded colour image.
public struct RGBImage: Sendable, Hashable {
    /// Columns, at least 1.
    public let width: Int

    /// Rows, at least 1.
    public let height: Int

    /// `[height, width, 3]`: red, green and blue of each pixel, 0 is black and 255 is white.
    public let pixels: [UInt8]

    /// Creates an image of `width` × `height` pixels; there must be three bytes for each.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(
            width >= 1 && height >= 1 && pixels.count == 3 * width * height,
            "an image of \(width) × \(height) pixels cannot have \(pixels.count) bytes")
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}
