/// Cuts a dataset into shuffled, augmented and normalised batches, prepared ahead by a thread.
///
/// The order of an epoch depends only on the seed and the epoch; the augmentation of an image only
/// on the seed, the epoch and the image's index, and where an epoch shows images several times, on how often
/// it has done so before. So training that resumes in the middle of an
/// epoch, with `startingAt`, gets the very batches that it would have got.
///
///     let loader = try BatchLoader(dataset: images, configuration: .init(shuffles: true))
///     let batches = loader.batches(epoch: 0)
///     while let batch = try batches.next() { … }
public struct BatchLoader: Sendable {
    /// The images.
    public let dataset: any ImageDataset

    /// How they are ordered, changed and prepared.
    public let configuration: LoaderConfiguration

    /// The normalised value of every byte, `[channels, 256]`.
    private let table: [Float]

    /// Draws the images of an epoch where they are balanced.
    private let sampler: BalancedSampler?

    /// Creates a loader.
    ///
    /// - Parameters:
    ///   - dataset: At least one image.
    ///   - configuration: How images are ordered, changed and prepared.
    /// - Throws: ``DatasetError/noImages(place:)`` or
    ///   ``DatasetError/invalidSetting(name:found:allowed:)``, also where `dropsLast` would leave
    ///   out the only batch.
    public init(
        dataset: any ImageDataset, configuration: LoaderConfiguration
    ) throws(DatasetError) {
        let channelCount = dataset.imageShape.channelCount
        try configuration.check(channelCount: channelCount)
        guard dataset.count > 0 else { throw .noImages(place: dataset.name) }
        guard !configuration.dropsLast || configuration.batchSize <= dataset.count else {
            throw .invalidSetting(
                name: "batchSize", found: "\(configuration.batchSize)",
                allowed: "at most \(dataset.count), the number of images, where dropsLast is set")
        }
        self.dataset = dataset
        self.configuration = configuration
        let normalization = configuration.normalization ?? .unit(channelCount: channelCount)
        table = normalization.table()
        sampler = BalancedSampler?(
            configuration.sampling, labels: (0..<dataset.count).lazy.map { dataset.label(at: $0) })
    }

    /// The same batches, of which `share` is prepared.
    public func sharing(_ share: BatchShare) -> BatchLoader {
        BatchLoader(self, share)
    }

    private init(_ whole: BatchLoader, _ share: BatchShare) {
        dataset = whole.dataset
        table = whole.table
        sampler = whole.sampler
        var configuration = whole.configuration
        configuration.share = share
        self.configuration = configuration
    }

    /// Batches of an epoch.
    public var batchCount: Int {
        let full = dataset.count / configuration.batchSize
        let hasRest = !dataset.count.isMultiple(of: configuration.batchSize)
        return full + (hasRest && !configuration.dropsLast ? 1 : 0)
    }

    /// Returns the indices of the images in the order in which an epoch shows them.
    ///
    /// - Parameter epoch: At least 0.
    /// - Returns: As many of the dataset's indices as there are, the same for equal seed and epoch: a
    ///   permutation, or where they are balanced, some of them several times.
    public func order(epoch: Int) -> [Int] {
        var random = SeededRandom(
            seed: configuration.seed, stream: RandomPurpose.order.rawValue, UInt64(epoch))
        return sampler.order(
            count: dataset.count, shuffles: configuration.shuffles, random: &random)
    }

    /// Starts to prepare the batches of an epoch.
    ///
    /// - Parameters:
    ///   - epoch: At least 0.
    ///   - batchIndex: The first batch wanted, at least 0; from ``batchCount`` on there is none.
    /// - Returns: An iterator whose threads run until the last batch is ready or it is let go.
    public func batches(epoch: Int, startingAt batchIndex: Int = 0) -> BatchIterator {
        let assembler = assembler(epoch: epoch)
        let queue = PrefetchQueue<ImageBatch>(
            range: min(batchIndex, batchCount)..<batchCount,
            capacity: configuration.prefetchCount)
        queue.start(workerCount: configuration.workerCount) { try assembler.batch(at: $0) }
        return BatchIterator(queue: queue)
    }

    /// Prepares one batch on the calling thread: the reference for what ``batches(epoch:startingAt:)``
    /// returns.
    ///
    /// - Parameters:
    ///   - batchIndex: In `0..<batchCount`.
    ///   - epoch: At least 0.
    /// - Returns: The batch, equal to the one that an iterator returns.
    /// - Throws: What the dataset throws.
    /// - Complexity: O(dataset), because the order of the epoch is drawn anew.
    public func batch(at batchIndex: Int, epoch: Int) throws -> ImageBatch {
        try assembler(epoch: epoch).batch(at: batchIndex)
    }

    private func assembler(epoch: Int) -> BatchAssembler {
        let order = order(epoch: epoch)
        return BatchAssembler(
            dataset: dataset, configuration: configuration, table: table, epoch: epoch,
            order: order,
            earlierCounts: sampler == nil ? nil : order.earlierCounts(below: dataset.count))
    }
}

/// The first stream word of a loader's draws, so that none is used twice.
enum RandomPurpose: UInt64 {
    case order
    case augmentation
    case reading
    case randAugment
}
