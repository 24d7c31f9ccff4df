import Datasets
import Foundation
import Testing

/// RandAugment against torchvision's on images of Pillow; `Scripts/golden/rand_augment.py` wrote the file.
@Suite struct RandAugmentTests {
    private struct Picture: Decodable {
        let shape: [Int]
        let pixels: Data
    }

    private struct Case: Decodable {
        let image: String
        let operation: String
        let magnitude: Float
        let pixels: Data
    }

    private struct Golden: Decodable {
        let images: [String: Picture]
        let cases: [Case]
        let magnitudes: [String: [Float]]
    }

    private let golden: Golden

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/rand_augment.json")
        golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    }

    private func shape(_ picture: Picture) -> ImageShape {
        ImageShape(
            channelCount: picture.shape[0], height: picture.shape[1], width: picture.shape[2])
    }

    @Test(arguments: ImageOperation.Kind.allCases) func equalsTorchvision(
        kind: ImageOperation.Kind
    ) throws {
        let cases = golden.cases.filter { $0.operation == kind.rawValue }
        #expect(Set(cases.map(\.image)).isSuperset(of: ["colour", "grey"]))
        for golden in cases {
            let picture = try #require(self.golden.images[golden.image])
            var pixels = [UInt8](picture.pixels)
            pixels.withUnsafeMutableBufferPointer {
                ImageOperation(kind, magnitude: golden.magnitude)
                    .apply(to: $0, shape: shape(picture))
            }
            #expect(pixels == [UInt8](golden.pixels), "\(golden.image), \(golden.magnitude)")
        }
    }

    @Test(arguments: ImageOperation.Kind.allCases) func magnitudesAreThoseOfTorchvision(
        kind: ImageOperation.Kind
    ) throws {
        let wanted = try #require(golden.magnitudes[kind.rawValue])
        let shape = shape(try #require(golden.images["colour"]))
        // torchvision's are sums in single precision, whose last bit depends on the processor.
        let tolerance = 2 * (wanted.max() ?? 0).ulp
        for (index, magnitude) in wanted.enumerated() {
            #expect(abs(kind.magnitude(index, of: 31, for: shape) - magnitude) <= tolerance)
        }
    }

    /// Bits that stay are rounded to the nearest, and to the even number between two: 7.5 to 8.
    @Test func bitsAreRoundedAsByPyTorch() {
        let shape = ImageShape(channelCount: 1, height: 1, width: 1)
        let bits = (0..<9).map { ImageOperation.Kind.posterize.magnitude($0, of: 9, for: shape) }
        #expect(bits == [8, 8, 7, 6, 6, 6, 5, 4, 4])
    }

    @Test func drawsAllOperationsEquallyOftenAndBothSigns() {
        let shape = ImageShape(channelCount: 3, height: 32, width: 32)
        let count = 14_000
        var random = SeededRandom(seed: 3)
        let drawn = RandAugment(operationCount: count).operations(for: shape, random: &random)
        let signed: [ImageOperation.Kind] = [
            .shearX, .shearY, .translateX, .translateY, .rotate, .brightness, .color, .contrast,
            .sharpness,
        ]
        for kind in ImageOperation.Kind.allCases {
            let ones = drawn.filter { $0.kind == kind }
            let size = kind.magnitude(9, of: 31, for: shape)
            #expect(ones.allSatisfy { abs($0.magnitude) == size })
            // Five deviations of a number of draws with a chance of 1 in 14, and then of 1 in 2.
            #expect(abs(ones.count - 1000) < 5 * 31)
            let negativeCount = ones.count { $0.magnitude < 0 }
            if signed.contains(kind) {
                #expect(abs(negativeCount - ones.count / 2) < 5 * 17)
            } else {
                #expect(negativeCount == 0)
            }
        }
    }

    /// What happens to an image after its crop and flip, which are as without it.
    @Test func changesBytesAfterCropAndFlip() throws {
        let images = try GlyphGenerator(seed: 9).dataset(count: 12, split: .training)
        let shape = images.imageShape
        var configuration = LoaderConfiguration.augmented(batchSize: 12)
        configuration.shuffles = false
        let plain = try BatchLoader(dataset: images, configuration: configuration)
            .batch(at: 0, epoch: 2)
        configuration.augmentation.randAugment = RandAugment(magnitude: 20)
        let changed = try BatchLoader(dataset: images, configuration: configuration)
            .batch(at: 0, epoch: 2)
        var differing = 0
        for index in 0..<12 {
            let range = index * shape.elementCount..<(index + 1) * shape.elementCount
            var bytes = plain.pixels[range].map { UInt8(($0 * 255).rounded()) }
            // The stream of the loader for this purpose, the epoch and the image.
            var random = SeededRandom(seed: configuration.seed, stream: 3, 2, UInt64(index))
            let operations = RandAugment(magnitude: 20).operations(for: shape, random: &random)
            bytes.withUnsafeMutableBufferPointer { planes in
                for operation in operations { operation.apply(to: planes, shape: shape) }
            }
            #expect(bytes.map { Float($0) / 255 } == Array(changed.pixels[range]))
            differing += changed.pixels[range] == plain.pixels[range] ? 0 : 1
        }
        #expect(differing > 6)
    }

    @Test func dependsOnSeedEpochAndIndexAlone() throws {
        let images = try GlyphGenerator(seed: 9).dataset(count: 30, split: .training)
        func batches(
            _ batchSize: Int, epoch: Int, from start: Int = 0, workerCount: Int = 1
        ) throws -> [ImageBatch] {
            var configuration = LoaderConfiguration.augmented(
                batchSize: batchSize, workerCount: workerCount)
            configuration.augmentation.randAugment = RandAugment()
            let loader = try BatchLoader(dataset: images, configuration: configuration)
            let iterator = loader.batches(epoch: epoch, startingAt: start)
            var batches: [ImageBatch] = []
            while let batch = try iterator.next() { batches.append(batch) }
            return batches
        }
        let whole = try batches(4, epoch: 1)
        #expect(try batches(4, epoch: 1, workerCount: 3) == whole)
        #expect(try batches(4, epoch: 1, from: 3) == Array(whole.dropFirst(3)))
        #expect(try batches(7, epoch: 1).flatMap(\.pixels) == whole.flatMap(\.pixels))
        #expect(try batches(4, epoch: 2) != whole)
    }
}
