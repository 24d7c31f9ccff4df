/// Resizes the shorter side of an image and cuts a square out of its middle: what accuracy on
/// ImageNet is measured with.
///
/// Sizes and offsets are rounded as torchvision's `Resize` and `CenterCrop` do.
public struct CenterCrop: ImageCrop, Hashable {
    /// Rows and columns of the square.
    public var size: Int

    /// Length of the shorter side before the square is cut out, at least ``size``.
    public var resizedSide: Int

    /// Creates a crop of `size` pixels out of images with a shorter side of `resizedSide`.
    public init(size: Int = 224, resizeTo resizedSide: Int = 256) {
        self.size = size
        self.resizedSide = resizedSide
    }

    /// Returns the middle of the image; nothing is left to chance.
    public func window(width: Int, height: Int, random: inout SeededRandom) -> CropWindow {
        let shorter = min(width, height)
        return CropWindow(
            columns: span(count: width, shorter: shorter),
            rows: span(count: height, shorter: shorter))
    }

    private func span(count: Int, shorter: Int) -> CropWindow.Span {
        let resizedCount = resizedSide * count / shorter
        let first = Int((Double(resizedCount - size) / 2).rounded(.toNearestOrEven))
        return CropWindow.Span(
            source: 0..<count, resizedCount: resizedCount, kept: first..<first + size)
    }

    /// Throws unless both sizes are in their ranges.
    public func check() throws(DatasetError) {
        guard size >= 1 else {
            throw .invalidSetting(name: "crop.size", found: "\(size)", allowed: "at least 1")
        }
        guard resizedSide >= size else {
            throw .invalidSetting(
                name: "crop.resizedSide", found: "\(resizedSide)",
                allowed: "at least \(size), the size of the crop")
        }
    }
}
