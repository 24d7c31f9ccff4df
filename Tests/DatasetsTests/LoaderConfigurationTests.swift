import Datasets
import Testing

@Suite struct LoaderConfigurationTests {
    @Test(arguments: cases)
    func namesTheSettingThatIsOutOfRange(configuration: LoaderConfiguration, message: String) throws
    {
        let images = try GlyphGenerator().dataset(count: 10, split: .test)
        let error = #expect(throws: DatasetError.self) {
            try BatchLoader(dataset: images, configuration: configuration)
        }
        #expect(error?.description == message)
    }

    static let cases = [
        (
            LoaderConfiguration(batchSize: 0),
            "setting 'batchSize' is 0; it must be at least 1"
        ),
        (
            LoaderConfiguration(prefetchCount: 0),
            "setting 'prefetchCount' is 0; it must be at least 1"
        ),
        (
            LoaderConfiguration(workerCount: -1),
            "setting 'workerCount' is -1; it must be at least 1"
        ),
        (
            LoaderConfiguration(batchSize: 11, dropsLast: true),
            "setting 'batchSize' is 11; it must be at most 10, the number of images, where "
                + "dropsLast is set"
        ),
        (
            LoaderConfiguration(normalization: Normalization(mean: [0, 0], deviation: [1])),
            "setting 'normalization.mean' is 2 numbers; it must be 1, one per channel"
        ),
        (
            LoaderConfiguration(normalization: Normalization(mean: [.nan], deviation: [1])),
            "setting 'normalization.mean' is nan; it must be finite"
        ),
        (
            LoaderConfiguration(normalization: Normalization(mean: [0], deviation: [0])),
            "setting 'normalization.deviation' is 0.0; it must be finite and above 0"
        ),
        (
            LoaderConfiguration(augmentation: Augmentation(crop: RandomCrop(padding: -1))),
            "setting 'augmentation.crop.padding' is -1; it must be at least 0"
        ),
        (
            LoaderConfiguration(augmentation: Augmentation(flip: HorizontalFlip(probability: 2))),
            "setting 'augmentation.flip.probability' is 2.0; it must be in 0...1"
        ),
        (
            LoaderConfiguration(
                augmentation: Augmentation(randAugment: RandAugment(operationCount: 0))),
            "setting 'augmentation.randAugment.operationCount' is 0; it must be at least 1"
        ),
        (
            LoaderConfiguration(augmentation: Augmentation(randAugment: RandAugment(binCount: 1))),
            "setting 'augmentation.randAugment.binCount' is 1; it must be at least 2"
        ),
        (
            LoaderConfiguration(augmentation: Augmentation(randAugment: RandAugment(binCount: 9))),
            "setting 'augmentation.randAugment.magnitude' is 9; it must be at least 0 and below 9, the "
                + "number of strengths"
        ),
    ]

    @Test func randAugmentTakesGreyAndColourImagesOnly() throws {
        let images = try InMemoryImages(
            name: "pairs", classNames: ["a"],
            imageShape: ImageShape(channelCount: 2, height: 1, width: 1), pixels: [0, 1],
            labels: [0])
        let error = #expect(throws: DatasetError.self) {
            try BatchLoader(
                dataset: images,
                configuration: LoaderConfiguration(
                    augmentation: Augmentation(randAugment: RandAugment())))
        }
        #expect(
            error?.description
                == "setting 'augmentation.randAugment' is set for images of 2 channels; it must be left "
                + "out unless these are 1 or 3")
    }

    @Test func namesADatasetWithoutImages() throws {
        let images = try GlyphGenerator().dataset(count: 1, split: .test).prefix(0)
        let error = #expect(throws: DatasetError.self) {
            try BatchLoader(dataset: images, configuration: LoaderConfiguration())
        }
        #expect(error?.description == "'glyphs' holds no images; at least 1 is needed")
    }
}
