import Kernels
import Testing

@Suite struct BatchNormalizationTests {
    /// Half of the distance of floats near 1.
    private static let u = 0x1p-24

    /// Every rest of vectors and pixels, images of one pixel, channels far from 0, and work for two
    /// threads.
    static let samples =
        (1...70).map { NormSample(images: 3, channels: $0, pixels: 15) }
        + [
            NormSample(images: 1, channels: 5, pixels: 2),
            NormSample(images: 7, channels: 33, pixels: 1),
            NormSample(images: 2, channels: 16, pixels: 16),
            NormSample(images: 2, channels: 24, pixels: 257, mean: 1_000),
            NormSample(images: 2, channels: 16, pixels: 400, mean: -1e5),
            NormSample(images: 9, channels: 33, pixels: 499),
        ]

    @Test(arguments: ImageLayout.Order.allCases)
    func statisticsAreExact(order: ImageLayout.Order) throws {
        for sample in Self.samples {
            let found = try sample.results(order, .alone, threads: 2)
            for channel in 0..<sample.channels {
                let reference = sample.reference(channel, order)
                let errors = (
                    abs(found.means[channel] - reference.mean),
                    abs(found.variances[channel] - reference.variance)
                )
                #expect(errors.0 <= 1e-12 * (abs(reference.mean) + 1), "\(sample) \(channel)")
                #expect(errors.1 <= 1e-10 * reference.variance, "\(sample) \(channel)")
            }
        }
    }

    /// The difference, the factor, the offset, the product and the sum are rounded once each.
    @Test(arguments: ImageLayout.Order.allCases, NormVariant.allCases)
    func outputIsTheFormula(order: ImageLayout.Order, variant: NormVariant) throws {
        for sample in Self.samples {
            let found = try sample.results(order, variant, threads: 2).output
            var worst = 0.0
            for channel in 0..<sample.channels {
                let reference = sample.reference(channel, order)
                let shift = abs(Double(sample.shift[channel]))
                for index in sample.indices(of: channel, order) {
                    let value = reference.output(Double(sample.x[index]))
                    let residual = variant.hasResidual ? Double(sample.residual[index]) : 0
                    let error = abs(Double(found[index]) - variant.limited(value + residual))
                    worst = max(worst, error / (abs(value) + 2 * shift + abs(residual)))
                }
            }
            #expect(worst <= 6 * Self.u, "\(sample)")
        }
    }

    /// Sums of sixteen terms are rounded sixteen times, and everything else a few times.
    @Test(arguments: ImageLayout.Order.allCases, NormVariant.allCases)
    func gradientsAreTheFormula(order: ImageLayout.Order, variant: NormVariant) throws {
        for sample in Self.samples {
            let found = try sample.results(order, variant, threads: 2)
            var worst = (input: 0.0, scale: 0.0, shift: 0.0)
            for channel in 0..<sample.channels {
                let reference = sample.reference(channel, order)
                let indices = sample.indices(of: channel, order)
                let values = indices.map { Double(sample.x[$0]) }
                let gradients = indices.map {
                    Double(variant.gradient(sample.gradient[$0], ofOutput: found.output[$0]))
                }
                #expect(indices.map { Double(found.ofSum[$0]) } == gradients, "\(sample)")
                let wanted = reference.gradients(of: values, outputGradient: gradients)
                let normalized = values.map { abs(reference.normalized($0)) }
                let sum = gradients.reduce(0) { $0 + abs($1) }
                let productSum = zip(gradients, normalized).reduce(0) { $0 + abs($1.0 * $1.1) }
                let errors = (
                    abs(Double(found.ofScale[channel]) - wanted.scale),
                    abs(Double(found.ofShift[channel]) - wanted.shift)
                )
                worst.scale = max(worst.scale, errors.0 / max(productSum, 1e-9))
                worst.shift = max(worst.shift, errors.1 / max(sum, 1e-9))
                for (place, index) in indices.enumerated() {
                    let means = (sum + normalized[place] * productSum) / Double(values.count)
                    let size = abs(reference.factor) * (abs(gradients[place]) + means)
                    let error = abs(Double(found.ofInput[index]) - wanted.input[place])
                    worst.input = max(worst.input, error / max(size, 1e-9))
                }
            }
            let limit = 24 * Self.u
            #expect(worst.input <= limit, "\(sample)")
            #expect(worst.scale <= limit, "\(sample)")
            #expect(worst.shift <= limit, "\(sample)")
        }
    }

    @Test(arguments: ImageLayout.Order.allCases, NormVariant.allCases)
    func doesNotDependOnThreads(order: ImageLayout.Order, variant: NormVariant) throws {
        for sample in [
            NormSample(images: 8, channels: 48, pixels: 900),
            NormSample(images: 1, channels: 9, pixels: 40_000),
        ] {
            let one = try sample.results(order, variant, threads: 1)
            for threads in [Threads(2), Threads(5)] {
                let several = try sample.results(order, variant, threads: threads)
                #expect(several == one, "\(sample) \(threads.count)")
            }
        }
    }

    @Test(arguments: ImageLayout.Order.allCases, NormVariant.allCases)
    func gradientsMayBeWrittenInPlace(order: ImageLayout.Order, variant: NormVariant) throws {
        for sample in [Self.samples[6], Self.samples[47], Self.samples[75]] {
            let apart = try sample.results(order, variant, threads: 2)
            let inPlace = try sample.results(order, variant, threads: 2, isInPlace: true)
            #expect(inPlace == apart, "\(sample)")
        }
    }

    @Test(arguments: ImageLayout.Order.allCases, NormVariant.allCases)
    func notANumberStaysInItsChannel(order: ImageLayout.Order, variant: NormVariant) throws {
        let sample = NormSample(images: 4, channels: 18, pixels: 49)
        var broken = sample
        let indices = Set(sample.indices(of: 7, order))
        broken.x[sample.indices(of: 7, order)[100]] = .nan
        let wanted = try sample.results(order, variant, threads: 1).output
        let found = try broken.results(order, variant, threads: 1).output
        for index in found.indices {
            #expect(indices.contains(index) ? found[index].isNaN : found[index] == wanted[index])
        }
    }

    /// The variance is 0, so that only ε is left to divide by.
    @Test(arguments: ImageLayout.Order.allCases)
    func equalValuesBecomeTheShift(order: ImageLayout.Order) throws {
        var sample = NormSample(images: 4, channels: 20, pixels: 9)
        sample.x = [Float](repeating: 1_000.1, count: sample.count)
        let found = try sample.results(order, .alone, threads: 1)
        #expect(found.variances == [Double](repeating: 0, count: 20))
        for channel in 0..<sample.channels {
            for index in sample.indices(of: channel, order) {
                #expect(found.output[index] == sample.shift[channel])
            }
        }
    }

    @Test func refusesOtherSizes() throws {
        let kernel = BatchNormalization(
            try NormSample(images: 2, channels: 3, pixels: 4).layout(.planes), epsilon: 1e-5,
            threads: 1)
        var output = [Float](repeating: 0, count: 24)
        let error = KernelError.wrongElementCount(found: 24, allowed: 3, buffer: "scale")
        #expect(throws: error) {
            try output.withUnsafeMutableBufferPointer {
                try kernel.writeOutput(
                    of: UnsafeBufferPointer($0), scale: [Float](repeating: 1, count: 24),
                    shift: [0, 0, 0], into: $0)
            }
        }
        #expect(throws: KernelError.wrongElementCount(found: 23, allowed: 24, buffer: "input")) {
            try output.withUnsafeMutableBufferPointer {
                try kernel.writeOutput(
                    of: UnsafeBufferPointer(rebasing: $0[..<23]), scale: [1, 1, 1],
                    shift: [0, 0, 0], into: $0)
            }
        }
        let size = KernelError.invalidDimension(
            found: 0, allowed: 1...Int.max, dimension: "pixel count")
        #expect(throws: size) {
            try ImageLayout(imageCount: 1, channelCount: 1, pixelCount: 0, order: .planes)
        }
    }
}
