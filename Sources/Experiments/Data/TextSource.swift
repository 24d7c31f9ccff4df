public import Datasets
import Files
import Foundation
public import Reports
public import Training

/// Labelled sentences in memory.
public struct TextSource: DataSource {
    /// What a network learns from.
    public let training: TokenizedDataset

    /// What its accuracy is measured on.
    public let test: TokenizedDataset

    /// What decides while a network learns; `nil` where there are no sentences of their own for it.
    public private(set) var validation: TokenizedDataset?

    private let text: TextInput
    private let workerCount: Int

    /// The file of the vocabulary; `nil` where the sentences do not come from files.
    let vocabularyFile: String?

    /// What tells the data from others; `nil` where they do not come from files.
    public private(set) var identity: DataIdentity?

    /// What was found out about the data that the recipe does not say.
    public private(set) var notes: [String] = []

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
            vocabularyFile: nil, hasTraining: true)
    }

    private init(
        training: TokenizedDataset, test: TokenizedDataset, text: TextInput, workerCount: Int,
        vocabularyFile: String?, hasTraining: Bool
    ) {
        self.training = training
        self.test = test
        self.text = text
        self.workerCount = workerCount
        self.vocabularyFile = vocabularyFile
        self.hasTraining = hasTraining
    }

    /// Tokenizes the sentences that `read` gives for each part: chooses a sample and cuts the
    /// validation examples off as the recipe says.
    ///
    /// - Parameters:
    ///   - request: What is wanted.
    ///   - read: Gives all sentences of a part, or of the file that holds the validation part.
    /// - Throws: ``RunError/missingVocabulary(path:kind:)``, what reading the vocabulary throws, and
    ///   what `read` throws.
    public init(
        _ request: DataRequest,
        read: (DatasetSplit, _ validationFile: String?) throws -> TextDataset
    ) throws {
        let recipe = request.recipe
        let path = request.vocabularyPath
        guard FileManager.default.fileExists(atPath: path) else {
            throw RunError.missingVocabulary(path: path, kind: request.kind.name)
        }
        let vocabulary = try Vocabulary(path: path)
        let tokenizer = WordPieceTokenizer(vocabulary: vocabulary, isCased: recipe.isCased)
        var notes: [String] = []
        var counts: [DatasetSplit: Int] = [:]
        var validation: TokenizedDataset?
        func tokenized(_ sentences: TextDataset) throws -> TokenizedDataset {
            try TokenizedDataset(
                sentences, tokenizer: tokenizer, maximumLength: recipe.maximumLength,
                workerCount: recipe.workerCount)
        }
        func part(_ split: DatasetSplit) throws -> TokenizedDataset {
            let all = try read(split, nil)
            counts[split] = all.count
            let sample = request.sample(all.examples.map(\.label), of: split)
            notes += sample.notes
            let chosen = try sample.indices.map(all.selecting) ?? all
            guard split == .training else { return try tokenized(chosen) }
            let labels = chosen.examples.map(\.label)
            if let name = recipe.validation.partName {
                validation = try tokenized(read(.test, request.folder + "/" + name))
            } else if let parts = try recipe.validation.parts(of: labels, seed: request.seed) {
                validation = try tokenized(chosen.selecting(parts.validation))
                return try tokenized(chosen.selecting(parts.training))
            }
            return try tokenized(chosen)
        }
        let training = try part(request.firstPart)
        self.init(
            training: training, test: request.isOnlyTest ? training : try part(.test),
            text: TextInput(
                vocabularySize: vocabulary.tokens.count,
                vocabularyChecksum: try Checksum(ofFile: path).digits, isCased: recipe.isCased,
                maximumLength: recipe.maximumLength),
            workerCount: recipe.workerCount, vocabularyFile: path,
            hasTraining: !request.isOnlyTest)
        self.validation = validation
        self.notes = request.notes + notes
        identity = try request.identity(counts: counts, classNames: training.classNames)
    }

    /// The name of the training sentences.
    public var name: String { training.name }

    /// The classes of the training sentences.
    public var classNames: [String] { training.classNames }

    /// How many training sentences each class has.
    public var trainingClassCounts: [Int]? {
        var counts = classNames.map { _ in 0 }
        for label in training.labels { counts[Int(label)] += 1 }
        return counts
    }

    /// The number of training examples.
    public var trainingCount: Int { training.count }

    /// The number of examples that decide while a network learns.
    public var validationCount: Int { validation?.count ?? 0 }

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
    public func trainingBatches(_ settings: LoaderSettings) throws -> any BatchSource {
        var configuration = TextLoaderConfiguration(
            batchSize: settings.batchSize, shuffles: true, seed: settings.seed,
            prefetchCount: max(4, 2 * workerCount), workerCount: workerCount)
        configuration.sampling = settings.sampling
        return try TextBatchLoader(dataset: training, configuration: configuration)
    }

    /// The test sentences, in batches of similar length.
    public func testBatches(for input: ModelInput) throws -> any BatchSource {
        try batches(of: test)
    }

    /// The sentences that decide while a network learns, in batches of similar length.
    public func validationBatches(for input: ModelInput) throws -> (any BatchSource)? {
        try validation.map(batches)
    }

    private func batches(of dataset: TokenizedDataset) throws -> any BatchSource {
        try TextBatchLoader(
            dataset: dataset,
            configuration: TextLoaderConfiguration(
                batchSize: 64, prefetchCount: max(4, 2 * workerCount), workerCount: workerCount))
    }
}
