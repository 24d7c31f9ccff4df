/// Brings an image away from a smoothed one, or nearer to it, as Pillow's `ImageEnhance.Sharpness` does.
///
/// Every value *v* becomes s + factor · (v − s), where *s* is the mean of its neighbourhood of 3 × 3
/// pixels in which the middle counts five times. Pixels at the border stay as they are.
struct Sharpening {
    let factor: Float

    /// Changes an image of `shape`, `[channels, height, width]`.
    func apply(to planes: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape) {
        let (height, width) = (shape.height, shape.width)
        guard height > 2, width > 2 else { return }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: planes.count) { source in
            _ = source.update(fromContentsOf: planes)
            for channel in 0..<shape.channelCount {
                for row in 1..<height - 1 {
                    let start = (channel * height + row) * width
                    for index in start + 1..<start + width - 1 {
                        let smoothed = Self.smoothed(UnsafeBufferPointer(source), at: index, width)
                        planes[index] = ColorChange.blend(source[index], with: smoothed, factor)
                    }
                }
            }
        }
    }

    /// The mean of a pixel's neighbourhood, rounded; of thirteenths none lies in the middle of two.
    private static func smoothed(
        _ plane: UnsafeBufferPointer<UInt8>, at index: Int, _ width: Int
    ) -> UInt8 {
        func sum(around index: Int) -> Int {
            Int(plane[index - 1]) + Int(plane[index]) + Int(plane[index + 1])
        }
        let all = sum(around: index - width) + sum(around: index) + sum(around: index + width)
        return UInt8((2 * (all + 4 * Int(plane[index])) + 13) / 26)
    }
}
