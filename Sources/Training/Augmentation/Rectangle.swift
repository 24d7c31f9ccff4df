import Datasets
import Foundation
import Tensors

/// A part of an image, in pixels; empty where it has no rows or columns.
struct Rectangle: Equatable {
    var rows: Range<Int>
    var columns: Range<Int>

    /// The number of pixels.
    var area: Int { rows.count * columns.count }

    /// A part with `share` of the pixels of an image and its proportions, around a place anywhere; what is
    /// outside is cut off.
    static func cut(
        share: Double, height: Int, width: Int, random: inout SeededRandom
    ) -> Rectangle {
        func range(_ length: Int) -> Range<Int> {
            let half = Int(Double(length) * share.squareRoot()) / 2
            let middle = random.integer(below: length)
            return max(0, middle - half)..<min(length, middle + half)
        }
        let rows = range(height)
        return Rectangle(rows: rows, columns: range(width))
    }

    /// A part to erase: from 2 to 33 % of the pixels, at most 3.3 times as high as wide or as wide as high; `nil`
    /// where ten attempts have found none that fits.
    ///
    /// Source: Zhong et al., "Random Erasing Data Augmentation", 2017, arXiv:1708.04896, with the ranges of
    /// torchvision's `RandomErasing`.
    static func erased(height: Int, width: Int, random: inout SeededRandom) -> Rectangle? {
        for _ in 0..<10 {
            let area = Double(height * width) * Double(random.uniform(in: 0.02...0.33))
            let ratio = exp(Double(random.uniform(in: -1.203973...1.193922)))
            let rowCount = Int((area * ratio).squareRoot().rounded())
            let columnCount = Int((area / ratio).squareRoot().rounded())
            guard rowCount < height, columnCount < width else { continue }
            let top = random.integer(below: height - rowCount + 1)
            let left = random.integer(below: width - columnCount + 1)
            return Rectangle(
                rows: top..<top + rowCount, columns: left..<left + columnCount)
        }
        return nil
    }

    /// Ones, and zeros in the rectangle of each image: `[rectangles, 1, height, width]`, of the type and on
    /// the device of `images`.
    static func mask(
        _ rectangles: [Rectangle?], height: Int, width: Int, like images: Tensor
    ) throws -> Tensor {
        var values = [Float](repeating: 1, count: rectangles.count * height * width)
        for (index, rectangle) in rectangles.enumerated() {
            guard let rectangle else { continue }
            for row in rectangle.rows {
                let start = (index * height + row) * width
                for column in rectangle.columns { values[start + column] = 0 }
            }
        }
        let mask = try Tensor(values, shape: [rectangles.count, 1, height, width])
            .moved(to: images.device ?? .cpu)
        return try images.scalarType.map { try mask.converted(to: $0) } ?? mask
    }
}
