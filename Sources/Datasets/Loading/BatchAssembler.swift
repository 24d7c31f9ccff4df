/// Prepares single batches of one epoch; safe to use from several threads.
struct BatchAssembler: Sendable {
    let dataset: any ImageDataset
    let configuration: LoaderConfiguration

    /// The normalised value of every byte, `[channels, 256]`.
    let table: [Float]

    let epoch: Int

    /// The image that stands at each place of the epoch.
    let order: [Int]

    /// How often the image at each place was shown before in the epoch; `nil` where none is shown twice.
    let earlierCounts: [Int]?

    /// Returns a batch.
    ///
    /// - Parameter batchIndex: Which batch of the epoch.
    /// - Returns: The images at the share's places of the batch in ``order``, without those that the
    ///   dataset leaves out.
    /// - Throws: What the dataset throws.
    func batch(at batchIndex: Int) throws -> ImageBatch {
        let start = batchIndex * configuration.batchSize
        let whole = Array(start..<min(start + configuration.batchSize, order.count))
        let places = whole.part(configuration.share)
        let shape = dataset.imageShape
        let total = places.count * shape.elementCount
        var kept: [Int] = []
        let pixels = try [Float](unsafeUninitializedCapacity: total) { pixels, initializedCount in
            try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: shape.elementCount) {
                bytes in
                for place in places {
                    var random = random(for: .reading, at: place)
                    do {
                        try dataset.copyPixels(at: order[place], into: bytes, random: &random)
                    } catch is LeftOutImage {
                        continue
                    }
                    let first = kept.count * shape.elementCount
                    let image = UnsafeMutableBufferPointer(
                        rebasing: pixels[first..<first + shape.elementCount])
                    prepare(bytes, at: place, into: image)
                    kept.append(order[place])
                    initializedCount = first + shape.elementCount
                }
            }
        }
        return ImageBatch(
            pixels: pixels, labels: kept.map { Int64(dataset.label(at: $0)) }, shape: shape,
            wholeCount: whole.count)
    }

    /// Augments and normalises one image.
    private func prepare(
        _ bytes: UnsafeMutableBufferPointer<UInt8>, at place: Int,
        into image: UnsafeMutableBufferPointer<Float>
    ) {
        let augmentation = configuration.augmentation
        let shape = dataset.imageShape
        var placement = ImagePlacement()
        if augmentation != .none {
            var random = random(for: .augmentation, at: place)
            placement = augmentation.placement(random: &random)
        }
        table.withUnsafeBufferPointer { table in
            guard let randAugment = augmentation.randAugment else {
                return placement.place(
                    UnsafeBufferPointer(bytes), into: image, shape: shape, table: table)
            }
            var random = random(for: .randAugment, at: place)
            let operations = randAugment.operations(for: shape, random: &random)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { placed in
                Self.sameBytes(channelCount: shape.channelCount).withUnsafeBufferPointer {
                    placement.place(
                        UnsafeBufferPointer(bytes), into: placed, shape: shape, table: $0)
                }
                for operation in operations { operation.apply(to: placed, shape: shape) }
                ImagePlacement().place(
                    UnsafeBufferPointer(placed), into: image, shape: shape, table: table)
            }
        }
    }

    /// Every byte as it is, `[channels, 256]`.
    private static func sameBytes(channelCount: Int) -> [UInt8] {
        (0..<channelCount).flatMap { _ in UInt8.min...UInt8.max }
    }

    private func random(for purpose: RandomPurpose, at place: Int) -> SeededRandom {
        let (epoch, sample) = (UInt64(epoch), UInt64(order[place]))
        guard let count = earlierCounts?[place], count > 0 else {
            return SeededRandom(
                seed: configuration.seed, stream: purpose.rawValue, epoch, sample)
        }
        return SeededRandom(
            seed: configuration.seed, stream: purpose.rawValue, epoch, sample, UInt64(count))
    }
}
