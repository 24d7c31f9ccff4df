/// How a ``TextBatchLoader`` orders, groups and prepares sentences.
public struct TextLoaderConfiguration: Sendable, Hashable {
    /// Examples of a batch, at least 1.
    public var batchSize: Int

    /// Whether each epoch has its own random order; otherwise it is the dataset's.
    public var shuffles: Bool

    /// Which examples an epoch shows; balanced ones come in random order, whatever ``shuffles`` is.
    public var sampling = ExampleSampling.once

    /// Whether a last batch with fewer examples than the others is left out.
    public var dropsLast: Bool

    /// The seed of the order.
    public var seed: UInt64

    /// The size of a bucket in batches, at least 1: that many batches' examples are sorted by length
    /// and then cut into batches; 1 leaves the order as it is.
    public var bucketBatchCount: Int

    /// Most batches that are ready or in work ahead of the one asked for, at least 1.
    public var prefetchCount: Int

    /// Threads that prepare batches, at least 1; the order of batches does not depend on it.
    public var workerCount: Int

    /// The part of every batch that is prepared.
    public var share = BatchShare.whole

    /// Creates a configuration; ``TextBatchLoader`` checks it.
    public init(
        batchSize: Int = 32, shuffles: Bool = false, dropsLast: Bool = false, seed: UInt64 = 0,
        bucketBatchCount: Int = 50, prefetchCount: Int = 4, workerCount: Int = 1
    ) {
        self.batchSize = batchSize
        self.shuffles = shuffles
        self.dropsLast = dropsLast
        self.seed = seed
        self.bucketBatchCount = bucketBatchCount
        self.prefetchCount = prefetchCount
        self.workerCount = workerCount
    }

    /// Throws unless every setting is in its range.
    func check(exampleCount: Int) throws(DatasetError) {
        let counts = [
            ("batchSize", batchSize), ("bucketBatchCount", bucketBatchCount),
            ("prefetchCount", prefetchCount), ("workerCount", workerCount),
        ]
        for (name, value) in counts where value < 1 {
            throw .invalidSetting(name: name, found: "\(value)", allowed: "at least 1")
        }
        guard !dropsLast || batchSize <= exampleCount else {
            throw .invalidSetting(
                name: "batchSize", found: "\(batchSize)",
                allowed: "at most \(exampleCount), the number of examples, where dropsLast is set")
        }
    }
}
