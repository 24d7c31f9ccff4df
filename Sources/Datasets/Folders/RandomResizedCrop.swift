import Foundation

/// Cuts a rectangle of random area and shape out of an image and resizes it to a square: what
/// networks for ImageNet are trained with.
///
/// The area is a uniformly drawn share of the image's, the logarithm of width over height is uniform
/// as well. A rectangle that does not fit is drawn again, at most ten times in all; then the largest
/// rectangle of an allowed shape in the image's middle is taken. This is torchvision's rule.
///
/// Source: Szegedy et al., "Going Deeper with Convolutions", 2014, arXiv:1409.4842, section 6.
public struct RandomResizedCrop: ImageCrop, Hashable {
    /// Rows and columns of the square.
    public var size: Int

    /// The smallest and the largest share of the image's area, above 0 and at most 1.
    public var scale: ClosedRange<Float>

    /// The smallest and the largest width over height, above 0.
    public var ratio: ClosedRange<Float>

    /// Creates a crop of `size` pixels.
    public init(
        size: Int = 224, scale: ClosedRange<Float> = 0.08...1,
        ratio: ClosedRange<Float> = 0.75...1.333_333_3
    ) {
        self.size = size
        self.scale = scale
        self.ratio = ratio
    }

    /// Draws a part of the image.
    public func window(width: Int, height: Int, random: inout SeededRandom) -> CropWindow {
        let (columns, rows) =
            drawnRectangle(width: width, height: height, random: &random)
            ?? middleRectangle(width: width, height: height)
        return CropWindow(
            columns: CropWindow.Span(source: columns, resizedCount: size),
            rows: CropWindow.Span(source: rows, resizedCount: size))
    }

    private func drawnRectangle(
        width: Int, height: Int, random: inout SeededRandom
    ) -> (columns: Range<Int>, rows: Range<Int>)? {
        let logRatio = log(ratio.lowerBound)...log(ratio.upperBound)
        for _ in 0..<10 {
            let area = Float(width * height) * random.uniform(in: scale)
            let shape = exp(random.uniform(in: logRatio))
            let cropWidth = Int((area * shape).squareRoot().rounded(.toNearestOrEven))
            let cropHeight = Int((area / shape).squareRoot().rounded(.toNearestOrEven))
            guard 1...width ~= cropWidth, 1...height ~= cropHeight else { continue }
            let top = random.integer(below: height - cropHeight + 1)
            let left = random.integer(below: width - cropWidth + 1)
            return (left..<left + cropWidth, top..<top + cropHeight)
        }
        return nil
    }

    private func middleRectangle(
        width: Int, height: Int
    ) -> (columns: Range<Int>, rows: Range<Int>) {
        let shape = Float(width) / Float(height)
        var (cropWidth, cropHeight) = (Float(width), Float(height))
        if shape < ratio.lowerBound {
            cropHeight = (cropWidth / ratio.lowerBound).rounded(.toNearestOrEven)
        } else if shape > ratio.upperBound {
            cropWidth = (cropHeight * ratio.upperBound).rounded(.toNearestOrEven)
        }
        return (
            Self.middle(of: width, count: Int(cropWidth)),
            Self.middle(of: height, count: Int(cropHeight))
        )
    }

    private static func middle(of total: Int, count: Int) -> Range<Int> {
        // An extreme ratio can round the count down to nothing.
        let count = min(max(count, 1), total)
        let first = (total - count) / 2
        return first..<first + count
    }

    /// Throws unless size, scale and ratio are in their ranges.
    public func check() throws(DatasetError) {
        guard size >= 1 else {
            throw .invalidSetting(name: "crop.size", found: "\(size)", allowed: "at least 1")
        }
        guard scale.lowerBound > 0, scale.upperBound <= 1 else {
            throw .invalidSetting(
                name: "crop.scale", found: "\(scale)", allowed: "above 0 and at most 1")
        }
        guard ratio.lowerBound > 0, ratio.upperBound.isFinite else {
            throw .invalidSetting(
                name: "crop.ratio", found: "\(ratio)", allowed: "finite and above 0")
        }
    }
}
