import Datasets
import Testing

@Suite struct TextSettingTests {
    private func tokenized(
        count: Int = 5, maximumLength: Int = 128, workerCount: Int = 1
    ) throws -> TokenizedDataset {
        let examples = (0..<count).map { _ in TextExample(sentence1: "a", label: 0) }
        return try TokenizedDataset(
            TextDataset(name: "own", classNames: ["x"], examples: examples),
            tokenizer: WordPieceTokenizer(
                vocabulary: Vocabulary(tokens: Vocabulary.specialTokens)),
            maximumLength: maximumLength, workerCount: workerCount)
    }

    @Test func namesASettingOfTheTokens() {
        let empty = #expect(throws: DatasetError.self) { try tokenized(count: 0) }
        #expect(empty?.description == "setting 'examples.count' is 0; it must be at least 1")
        let short = #expect(throws: DatasetError.self) { try tokenized(maximumLength: 2) }
        #expect(short?.description == "setting 'maximumLength' is 2; it must be at least 3")
        let idle = #expect(throws: DatasetError.self) { try tokenized(workerCount: 0) }
        #expect(idle?.description == "setting 'workerCount' is 0; it must be at least 1")
    }

    @Test(arguments: wrongSettings) func namesASettingOfTheLoader(setting: WrongSetting) {
        let error = #expect(throws: DatasetError.self) {
            try TextBatchLoader(dataset: tokenized(), configuration: setting.configuration)
        }
        #expect(error?.description == setting.message)
    }

    struct WrongSetting: Sendable {
        let configuration: TextLoaderConfiguration
        let message: String
    }

    static let wrongSettings: [WrongSetting] = [
        WrongSetting(
            configuration: TextLoaderConfiguration(batchSize: 0),
            message: "setting 'batchSize' is 0; it must be at least 1"),
        WrongSetting(
            configuration: TextLoaderConfiguration(bucketBatchCount: 0),
            message: "setting 'bucketBatchCount' is 0; it must be at least 1"),
        WrongSetting(
            configuration: TextLoaderConfiguration(prefetchCount: -1),
            message: "setting 'prefetchCount' is -1; it must be at least 1"),
        WrongSetting(
            configuration: TextLoaderConfiguration(workerCount: 0),
            message: "setting 'workerCount' is 0; it must be at least 1"),
        WrongSetting(
            configuration: TextLoaderConfiguration(batchSize: 6, dropsLast: true),
            message: "setting 'batchSize' is 6; it must be at most 5, the number of examples, "
                + "where dropsLast is set"),
    ]

    @Test func hugeSettingsAreHarmless() throws {
        let configuration = TextLoaderConfiguration(batchSize: .max, bucketBatchCount: .max)
        let loader = try TextBatchLoader(dataset: tokenized(), configuration: configuration)
        #expect(loader.order(epoch: 0) == [[0, 1, 2, 3, 4]])
    }
}
