public import Datasets
public import Reports
public import Training

/// Labelled images, in memory or in folders.
public struct ImageSource: DataSource {
    /// What a network learns from.
    public let training: any ImageDataset

    /// What its accuracy is measured on.
    public let test: any ImageDataset

    private var normalization: Normalization
    private let workerCount: Int
    private let badImages: BadImageReport?
    private let listings: [ListingReport]

    /// What tells the data from others; `nil` where they do not come from files or a generator.
    public internal(set) var identity: DataIdentity?

    /// What was found out about the data that the recipe does not say.
    public internal(set) var notes: [String] = []

    /// What decides while a network learns; `nil` where there are no images of their own for it.
    public internal(set) var validation: (any ImageDataset)?

    /// Whether ``training`` mirrors its images itself, while it reads them.
    var readsWithFlips = false

    /// Brings both parts together.
    ///
    /// - Parameters:
    ///   - training: What a network learns from.
    ///   - test: What its accuracy is measured on.
    ///   - normalization: What brings pixels to mean 0 and deviation 1, about.
    ///   - workerCount: Threads that prepare images.
    ///   - badImages: Where the data sets write which images they do without; `nil` where they need
    ///     all.
    ///   - listings: Which files of each part are used.
    public init(
        training: any ImageDataset, test: any ImageDataset, normalization: Normalization,
        workerCount: Int = 1, badImages: BadImageReport? = nil,
        listings: [ListingReport] = []
    ) {
        self.training = training
        self.test = test
        self.normalization = normalization
        self.workerCount = workerCount
        self.badImages = badImages
        readsWithFlips = training is ImageFolder
        self.listings = listings
    }

    /// Brings both parts together; they are normalised by the statistics of the training images.
    public init(training: InMemoryImages, test: InMemoryImages, workerCount: Int = 1) {
        self.init(
            training: training, test: test, normalization: training.channelStatistics(),
            workerCount: workerCount)
    }

    /// The length to which the shorter side of photographs is brought before the middle is cut out.
    var resizedSide: Int?

    /// The name of the training images.
    public var name: String { training.name }

    /// The classes of the training images.
    public var classNames: [String] { training.classNames }

    /// The number of training images.
    public var trainingCount: Int { training.count }

    /// How many training images each class has.
    public var trainingClassCounts: [Int]? {
        var counts = classNames.map { _ in 0 }
        for index in 0..<training.count { counts[training.label(at: index)] += 1 }
        return counts
    }

    /// The number of images that decide while a network learns.
    public var validationCount: Int { validation?.count ?? 0 }

    /// The number of test images.
    public var testCount: Int { test.count }

    /// The images that could not be used so far.
    public var skipped: SkippedExamples {
        var skipped = SkippedExamples()
        skipped.reasons = badImages?.errors.map(\.description) ?? []
        skipped.count = skipped.reasons.count
        skipped.listings = listings
        return skipped
    }

    /// The same images with another normalisation.
    func normalized(by normalization: Normalization) -> ImageSource {
        var source = self
        source.normalization = normalization
        return source
    }

    /// The shape of the training images and their normalisation.
    public var input: ModelInput { input(of: training) }

    /// The shape of the test images and their normalisation.
    var testInput: ModelInput { input(of: test) }

    private func input(of dataset: any ImageDataset) -> ModelInput {
        .images(
            ImageInput(
                shape: Self.sizes(of: dataset), mean: normalization.mean,
                deviation: normalization.deviation, resizedSide: resizedSide))
    }

    /// Shuffled and changed images.
    public func trainingBatches(_ settings: LoaderSettings) throws -> any BatchSource {
        let crop = settings.crop > 0 ? RandomCrop(padding: settings.crop) : nil
        let flip = settings.isFlipped && !readsWithFlips ? HorizontalFlip() : nil
        var configuration = LoaderConfiguration(
            batchSize: settings.batchSize, shuffles: true, seed: settings.seed,
            normalization: normalization,
            augmentation: Augmentation(crop: crop, flip: flip, randAugment: settings.randAugment),
            prefetchCount: max(4, 2 * workerCount), workerCount: workerCount)
        configuration.sampling = settings.sampling
        return try BatchLoader(dataset: training, configuration: configuration)
    }

    /// The test images, normalised as the network was trained.
    public func testBatches(for input: ModelInput) throws -> any BatchSource {
        try batches(of: test, for: input)
    }

    /// The images that decide while a network learns, normalised as it is trained.
    public func validationBatches(for input: ModelInput) throws -> (any BatchSource)? {
        try validation.map { try batches(of: $0, for: input) }
    }

    private func batches(
        of dataset: any ImageDataset, for input: ModelInput
    ) throws -> any BatchSource {
        var normalization = normalization
        if case .images(let images) = input {
            normalization = Normalization(mean: images.mean, deviation: images.deviation)
        }
        return try BatchLoader(
            dataset: dataset,
            configuration: LoaderConfiguration(
                batchSize: Self.testBatchSize(of: dataset), normalization: normalization,
                prefetchCount: max(2, workerCount), workerCount: workerCount))
    }

    /// Images of about 16 MiB, but no more than 500.
    private static func testBatchSize(of dataset: any ImageDataset) -> Int {
        let valueCount = 4 * 1024 * 1024
        return max(1, min(500, valueCount / max(dataset.imageShape.elementCount, 1)))
    }

    private static func sizes(of dataset: any ImageDataset) -> [Int] {
        let shape = dataset.imageShape
        return [shape.channelCount, shape.height, shape.width]
    }
}
