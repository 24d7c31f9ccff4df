public import Datasets
import Files

/// Labelled sentences in memory.
public struct TextSource: DataSource {
    /// What a network learns from.
    public let training: TokenizedDataset

    /// What its accuracy is measured on.
    public let test: TokenizedDataset

    private let text: TextInput
    private let workerCount: Int

    /// The file of the vocabulary; `nil` where the sentences do not come from files.
    let vocabularyPath: String?

    /// Whether ``training`` is another part of the data than ``test``.
    private let hasTraining: Bool

    /// Brings both parts together.
    ///
    /// - Parameters:
    ///   - training: What a network learns from.
    ///   - test: What its accuracy is measured on.
    ///   - text: The tokens of both.
    ///   - workerCount: Threads that prepare batches.
    public init(
        training: TokenizedDataset, test: TokenizedDataset, text: TextInput, workerCount: Int = 1
    ) {
        self.init(
            training: training, test: test, text: text, workerCount: workerCount,
            vocabularyPath: nil, hasTraining: true)
    }

    private init(
        training: TokenizedDataset, test: TokenizedDataset, text: TextInput, workerCount: Int,
        vocabularyPath: String?, hasTraining: Bool
    ) {
        self.training = training
        self.test = test
        self.text = text
        self.workerCount = workerCount
        self.vocabularyPath = vocabularyPath
        self.hasTraining = hasTraining
    }

    /// Reads and tokenizes the sentences of `recipe`.
    ///
    /// - Throws: `DatasetError`.
    init(
        _ recipe: DataRecipe, format: TextFormat, folder: String, first: DatasetSplit
    ) throws {
        let path = recipe.vocabulary ?? folder + "/vocab.txt"
        let vocabulary = try Vocabulary(path: path)
        let tokenizer = WordPieceTokenizer(vocabulary: vocabulary, isCased: recipe.isCased)
        func read(_ split: DatasetSplit) throws -> TokenizedDataset {
            let file = split == .training ? recipe.trainingFile : recipe.testFile
            let count = split == .training ? recipe.trainingCount : recipe.testCount
            let all = try format.readDataset(split, folder: folder, file: file)
            return try TokenizedDataset(
                TextDataset(
                    name: all.name, classNames: all.classNames,
                    examples: Array(all.examples.prefix(count ?? all.count)),
                    skippedCount: all.skippedCount),
                tokenizer: tokenizer, maximumLength: recipe.maximumLength,
                workerCount: recipe.workerCount)
        }
        let training = try read(first)
        self.init(
            training: training, test: first == .test ? training : try read(.test),
            text: TextInput(
                vocabularySize: vocabulary.tokens.count,
                vocabularyChecksum: try checksum(ofFile: path), isCased: recipe.isCased,
                maximumLength: recipe.maximumLength),
            workerCount: recipe.workerCount, vocabularyPath: path, hasTraining: first == .training)
    }

    /// The name of the training sentences.
    public var name: String { training.name }

    /// The classes of the training sentences.
    public var classNames: [String] { training.classNames }

    /// The number of training examples.
    public var trainingCount: Int { training.count }

    /// The number of test examples.
    public var testCount: Int { test.count }

    /// The rows without a label that can be used.
    public var skipped: SkippedExamples {
        var skipped = SkippedExamples()
        for (part, dataset) in [("training", hasTraining ? training : nil), ("test", test)] {
            guard let count = dataset?.skippedCount, count > 0 else { continue }
            skipped.count += count
            skipped.reasons.append(
                "\(count) \(count == 1 ? "row" : "rows") of the \(part) sentences of '\(name)', "
                    + "without a label that can be used")
        }
        return skipped
    }

    /// The vocabulary and the length of the sentences.
    public var input: ModelInput { .text(text) }

    /// Shuffled sentences, in batches of similar length.
    public func trainingBatches(of recipe: Recipe) throws -> any BatchSource {
        try TextBatchLoader(
            dataset: training,
            configuration: TextLoaderConfiguration(
                batchSize: recipe.batchSize, shuffles: true, seed: recipe.seed,
                prefetchCount: max(4, 2 * workerCount), workerCount: workerCount))
    }

    /// The test sentences, in batches of similar length.
    public func testBatches(for input: ModelInput) throws -> any BatchSource {
        try TextBatchLoader(
            dataset: test,
            configuration: TextLoaderConfiguration(
                batchSize: 64, prefetchCount: max(4, 2 * workerCount), workerCount: workerCount))
    }
}

/// The 64-bit FNV-1a hash of a file, in sixteen digits (Fowler, Noll and Vo, RFC 9923).
private func checksum(ofFile path: String) throws -> String {
    let hash = try readFile(at: path).reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
