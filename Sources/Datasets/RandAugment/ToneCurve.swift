/// What becomes of each of the 256 values of a pixel, as in Pillow's `ImageOps`.
struct ToneCurve {
    private let values: [UInt8]

    private init(_ value: (Int) -> Int) {
        values = (0..<256).map { UInt8(clamping: value($0)) }
    }

    /// Keeps the highest bits of a value and clears the others.
    static func posterized(bitCount: Int) -> ToneCurve {
        ToneCurve { $0 & ~(0xFF >> bitCount) }
    }

    /// Inverts values of at least `threshold`.
    static func solarized(from threshold: Float) -> ToneCurve {
        ToneCurve { Float($0) < threshold ? $0 : 255 - $0 }
    }

    /// Stretches each channel so that its darkest pixel becomes black and its brightest white.
    static func stretch(_ planes: UnsafeMutableBufferPointer<UInt8>, _ shape: ImageShape) {
        forEachChannel(of: planes, shape) { stretched($0) }
    }

    /// Spreads the values of each channel so that all occur about equally often.
    static func equalize(_ planes: UnsafeMutableBufferPointer<UInt8>, _ shape: ImageShape) {
        forEachChannel(of: planes, shape) { equalized($0) }
    }

    /// Replaces every value.
    func apply(to pixels: UnsafeMutableBufferPointer<UInt8>) {
        values.withUnsafeBufferPointer { values in
            for index in pixels.indices { pixels[index] = values[Int(pixels[index])] }
        }
    }

    /// Applies the curve of each channel's own histogram to it, where there is one.
    private static func forEachChannel(
        of planes: UnsafeMutableBufferPointer<UInt8>, _ shape: ImageShape,
        _ curve: ([Int]) -> ToneCurve?
    ) {
        let size = shape.pixelsPerChannel
        for channel in 0..<shape.channelCount {
            let plane = UnsafeMutableBufferPointer(
                rebasing: planes[channel * size..<(channel + 1) * size])
            var histogram = [Int](repeating: 0, count: 256)
            for value in plane { histogram[Int(value)] += 1 }
            curve(histogram)?.apply(to: plane)
        }
    }

    private static func stretched(_ histogram: [Int]) -> ToneCurve? {
        guard let least = histogram.firstIndex(where: { $0 > 0 }),
            let largest = histogram.lastIndex(where: { $0 > 0 }), largest > least
        else { return nil }
        let scale = 255 / Double(largest - least)
        let offset = -Double(least) * scale
        return ToneCurve { Int(Double($0) * scale + offset) }
    }

    private static func equalized(_ histogram: [Int]) -> ToneCurve? {
        let occurring = histogram.filter { $0 > 0 }
        // How many pixels share a value in the end; those of the brightest value do not count.
        let step = occurring.dropLast().reduce(0, +) / 255
        guard step > 0 else { return nil }
        var sum = step / 2
        let values = histogram.map { count in
            defer { sum += count }
            return sum / step
        }
        return ToneCurve { values[$0] }
    }
}
