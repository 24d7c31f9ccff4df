extension InMemoryImages {
    /// Returns the mean and the deviation of each channel over all images, of pixels in `0...1`.
    ///
    /// Both are computed from a histogram, in whole numbers until the last step, so the result does
    /// not depend on the order of the images. The deviation is that of the population.
    ///
    /// - Returns: One number per channel; zeros if there are no images.
    /// - Complexity: O(*n*) in the number of pixels; about 1 ns each.
    public func channelStatistics() -> Normalization {
        var means: [Float] = []
        var deviations: [Float] = []
        for channel in 0..<imageShape.channelCount {
            let (mean, deviation) = Self.moments(of: histogram(ofChannel: channel))
            means.append(Float(mean / 255))
            deviations.append(Float(deviation / 255))
        }
        return Normalization(mean: means, deviation: deviations)
    }

    private func histogram(ofChannel channel: Int) -> [Int] {
        let size = imageShape.pixelsPerChannel
        var counts = [Int](repeating: 0, count: 256)
        pixels.withUnsafeBufferPointer { pixels in
            for image in 0..<count {
                let start = (image * imageShape.channelCount + channel) * size
                for position in start..<start + size {
                    counts[Int(pixels[position])] += 1
                }
            }
        }
        return counts
    }

    /// Returns the mean and deviation of bytes that occur as often as `histogram` says.
    private static func moments(of histogram: [Int]) -> (mean: Double, deviation: Double) {
        var total = 0
        var sum = 0
        for (value, occurrences) in histogram.enumerated() {
            total += occurrences
            sum += value * occurrences
        }
        guard total > 0 else { return (0, 0) }
        let mean = Double(sum) / Double(total)
        var squares = 0.0
        for (value, occurrences) in histogram.enumerated() {
            let distance = Double(value) - mean
            squares += distance * distance * Double(occurrences)
        }
        return (mean, (squares / Double(total)).squareRoot())
    }
}
