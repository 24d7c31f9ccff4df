/// Prepares single batches of one epoch; safe to use from several threads.
struct BatchAssembler: Sendable {
    let dataset: any ImageDataset
    let configuration: LoaderConfiguration

    /// The normalised value of every byte, `[channels, 256]`.
    let table: [Float]

    let epoch: Int

    /// The image that stands at each place of the epoch.
    let order: [Int]

    /// Returns a batch.
    ///
    /// - Parameter batchIndex: Which batch of the epoch.
    /// - Returns: The images at the share's places of the batch in ``order``, without those that the
    ///   dataset leaves out.
    /// - Throws: What the dataset throws.
    func batch(at batchIndex: Int) throws -> ImageBatch {
        let start = batchIndex * configuration.batchSize
        let whole = Array(order[start..<min(start + configuration.batchSize, order.count)])
        let samples = whole.part(configuration.share)
        let shape = dataset.imageShape
        let total = samples.count * shape.elementCount
        var kept: [Int] = []
        let pixels = try [Float](unsafeUninitializedCapacity: total) { pixels, initializedCount in
            try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: shape.elementCount) {
                bytes in
                for sample in samples {
                    var random = random(for: .reading, sample: sample)
                    do {
                        try dataset.copyPixels(at: sample, into: bytes, random: &random)
                    } catch is LeftOutImage {
                        continue
                    }
                    let first = kept.count * shape.elementCount
                    let image = UnsafeMutableBufferPointer(
                        rebasing: pixels[first..<first + shape.elementCount])
                    place(UnsafeBufferPointer(bytes), of: sample, into: image)
                    kept.append(sample)
                    initializedCount = first + shape.elementCount
                }
            }
        }
        return ImageBatch(
            pixels: pixels, labels: kept.map { Int64(dataset.label(at: $0)) }, shape: shape,
            wholeCount: whole.count)
    }

    /// Augments and normalises one image.
    private func place(
        _ bytes: UnsafeBufferPointer<UInt8>, of sample: Int,
        into image: UnsafeMutableBufferPointer<Float>
    ) {
        var placement = ImagePlacement()
        if configuration.augmentation != .none {
            var random = random(for: .augmentation, sample: sample)
            placement = configuration.augmentation.placement(random: &random)
        }
        table.withUnsafeBufferPointer {
            placement.place(bytes, into: image, shape: dataset.imageShape, table: $0)
        }
    }

    private func random(for purpose: RandomPurpose, sample: Int) -> SeededRandom {
        SeededRandom(
            seed: configuration.seed, stream: purpose.rawValue, UInt64(epoch), UInt64(sample))
    }
}
