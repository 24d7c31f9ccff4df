/// How a ``BatchLoader`` orders, changes and prepares images.
public struct LoaderConfiguration: Sendable, Hashable {
    /// Images of a batch, at least 1.
    public var batchSize: Int

    /// Whether each epoch has its own random order; otherwise it is the dataset's.
    public var shuffles: Bool

    /// Which images an epoch shows; balanced ones come in random order, whatever ``shuffles`` is.
    public var sampling = ExampleSampling.once

    /// Whether a last batch with fewer images than the others is left out.
    public var dropsLast: Bool

    /// The seed of order and augmentation.
    public var seed: UInt64

    /// What brings pixels to mean 0 and deviation 1; `nil` only scales them to 0...1.
    public var normalization: Normalization?

    /// Random changes of the images.
    public var augmentation: Augmentation

    /// Most batches that are ready or in work ahead of the one asked for, at least 1.
    public var prefetchCount: Int

    /// Threads that prepare batches, at least 1; the order of batches does not depend on it.
    public var workerCount: Int

    /// The part of every batch that is prepared.
    public var share = BatchShare.whole

    /// Creates a configuration; ``BatchLoader`` checks it.
    public init(
        batchSize: Int = 64, shuffles: Bool = false, dropsLast: Bool = false, seed: UInt64 = 0,
        normalization: Normalization? = nil, augmentation: Augmentation = .none,
        prefetchCount: Int = 4, workerCount: Int = 1
    ) {
        self.batchSize = batchSize
        self.shuffles = shuffles
        self.dropsLast = dropsLast
        self.seed = seed
        self.normalization = normalization
        self.augmentation = augmentation
        self.prefetchCount = prefetchCount
        self.workerCount = workerCount
    }

    /// Throws unless every setting is in its range.
    func check(channelCount: Int) throws(DatasetError) {
        let counts = [
            ("batchSize", batchSize), ("prefetchCount", prefetchCount),
            ("workerCount", workerCount),
        ]
        for (name, value) in counts where value < 1 {
            throw .invalidSetting(name: name, found: "\(value)", allowed: "at least 1")
        }
        try normalization?.check(channelCount: channelCount)
        try augmentation.check(channelCount: channelCount)
    }
}
