import Kernels
import TestSupport

/// What follows a batch norm.
enum NormVariant: CaseIterable {
    case alone, relu, relu6, sum, reluOfSum, relu6OfSum

    var hasResidual: Bool {
        switch self {
        case .alone, .relu, .relu6: false
        case .sum, .reluOfSum, .relu6OfSum: true
        }
    }

    var bounds: ClosedRange<Float>? {
        switch self {
        case .alone, .sum: nil
        case .relu, .reluOfSum: 0...(.infinity)
        case .relu6, .relu6OfSum: 0...6
        }
    }

    func limited(_ value: Double) -> Double {
        guard let bounds else { return value }
        return min(max(value, Double(bounds.lowerBound)), Double(bounds.upperBound))
    }

    /// The gradient with respect to what was limited: 0 where the output is at a bound.
    func gradient(_ gradient: Float, ofOutput output: Float) -> Float {
        guard let bounds else { return gradient }
        return output <= bounds.lowerBound || output >= bounds.upperBound ? 0 : gradient
    }
}

/// A batch that is normalised, with the gradient of its output.
struct NormSample: Sendable, CustomStringConvertible {
    static let epsilon = 1e-5

    let images: Int
    let channels: Int
    let pixels: Int
    var x: [Float]
    let residual: [Float]
    let gradient: [Float]
    let scale: [Float]
    let shift: [Float]

    /// - Parameters:
    ///   - images: The size of the batch.
    ///   - channels: The channels of an image.
    ///   - pixels: Height times width.
    ///   - mean: About the mean of all channels, whose deviations are about 1.
    init(images: Int, channels: Int, pixels: Int, mean: Float = 0.3) {
        (self.images, self.channels, self.pixels) = (images, channels, pixels)
        var generator = SeededGenerator(seed: UInt64(channels))
        func numbers(_ count: Int, _ range: ClosedRange<Float>) -> [Float] {
            (0..<count).map { _ in .random(in: range, using: &generator) }
        }
        let count = images * channels * pixels
        x = numbers(count, mean - 1.7...mean + 1.7)
        residual = numbers(count, -1...2)
        gradient = numbers(count, -1...1)
        scale = numbers(channels, -2...4)
        shift = numbers(channels, -1...2)
    }

    var description: String { "[\(images), \(channels), \(pixels)]" }

    var count: Int { x.count }

    func layout(_ order: ImageLayout.Order) throws -> ImageLayout {
        try ImageLayout(
            imageCount: images, channelCount: channels, pixelCount: pixels, order: order)
    }

    /// The indices of the values of a channel, by the definition of the order.
    func indices(of channel: Int, _ order: ImageLayout.Order) -> [Int] {
        (0..<images).flatMap { image in
            (0..<pixels).map { pixel in
                switch order {
                case .planes: (image * channels + channel) * pixels + pixel
                case .channelsLast: (image * pixels + pixel) * channels + channel
                }
            }
        }
    }

    func reference(_ channel: Int, _ order: ImageLayout.Order) -> ReferenceNormalizedChannel {
        ReferenceNormalizedChannel(
            indices(of: channel, order).map { Double(x[$0]) }, scale: Double(scale[channel]),
            shift: Double(shift[channel]), epsilon: Self.epsilon)
    }
}

extension NormSample {
    /// What the kernels have written.
    struct Results: Equatable {
        var output: [Float]
        var means: [Double]
        var variances: [Double]
        var ofInput: [Float] = []
        /// The gradient with respect to what was limited.
        var ofSum: [Float] = []
        var ofScale: [Float] = []
        var ofShift: [Float] = []
    }

    /// Runs the kernels forwards and backwards; with `isInPlace` gradients are written over what they are
    /// computed from.
    func results(
        _ order: ImageLayout.Order, _ variant: NormVariant, threads: Threads,
        isInPlace: Bool = false
    ) throws -> Results {
        let kernel = BatchNormalization(
            try layout(order), epsilon: Self.epsilon, bounds: variant.bounds, threads: threads)
        var output = [Float](repeating: -7, count: count)
        let channels = try x.withUnsafeBufferPointer { x in
            try residual.withUnsafeBufferPointer { residual in
                try output.withUnsafeMutableBufferPointer {
                    try kernel.writeOutput(
                        of: x, scale: scale, shift: shift,
                        residual: variant.hasResidual ? residual : nil, into: $0)
                }
            }
        }
        var results = Results(
            output: output, means: channels.means, variances: channels.variances)
        // Buffers of the test's own, so that two of them may be one.
        let buffers = (0..<4).map { _ in UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
        }
        defer { for buffer in buffers { buffer.deallocate() } }
        _ = buffers[0].initialize(from: x)
        _ = buffers[1].initialize(from: gradient)
        buffers[2].initialize(repeating: -7)
        buffers[3].initialize(repeating: -7)
        let isLimitedSum = variant.hasResidual && variant.bounds != nil
        let ofSum = isInPlace ? buffers[1] : buffers[2]
        let ofInput = isInPlace ? (variant.hasResidual ? buffers[0] : buffers[1]) : buffers[3]
        (results.ofScale, results.ofShift) = try output.withUnsafeBufferPointer { output in
            try kernel.writeGradient(
                of: UnsafeBufferPointer(buffers[0]),
                outputGradient: UnsafeBufferPointer(buffers[1]), channels: channels,
                sum: isLimitedSum ? .init(output: output, gradient: ofSum) : nil, into: ofInput)
        }
        results.ofInput = Array(ofInput)
        results.ofSum =
            isLimitedSum
            ? Array(ofSum) : zip(gradient, output).map { variant.gradient($0, ofOutput: $1) }
        return results
    }
}
