/// The tokens of all examples of a dataset, packed, so that batches can be formed by length.
///
/// A pair of MNLI takes about 200 bytes.
public struct TokenizedDataset: Sendable {
    /// The dataset's name.
    public let name: String

    /// One name per class.
    public let classNames: [String]

    /// The class of each example, an index into ``classNames``.
    public let labels: [Int64]

    /// Rows of the file that were left out, as in ``TextDataset/skippedCount``.
    public let skippedCount: Int

    /// The token that fills up short examples.
    public let paddingID: Int32

    private var tokenIDs: [Int32] = []
    private var firstCounts: [Int32] = []

    /// Where the tokens of each example start, and where those of the last end.
    private var starts = [0]

    /// How many examples there are, at least 1.
    public var count: Int { labels.count }

    /// Tokenizes a dataset.
    ///
    /// - Parameters:
    ///   - dataset: At least one example.
    ///   - tokenizer: Turns sentences into tokens.
    ///   - maximumLength: The most tokens of an example, special ones included, at least 3.
    ///   - workerCount: Threads that tokenize, at least 1; the result does not depend on it.
    /// - Throws: ``DatasetError/invalidSetting(name:found:allowed:)``.
    public init(
        _ dataset: TextDataset, tokenizer: WordPieceTokenizer, maximumLength: Int = 128,
        workerCount: Int = 1
    ) throws(DatasetError) {
        let settings = [
            ("maximumLength", maximumLength, WordPieceTokenizer.shortestLength),
            ("workerCount", workerCount, 1), ("examples.count", dataset.count, 1),
        ]
        for (name, value, least) in settings where value < least {
            throw .invalidSetting(name: name, found: "\(value)", allowed: "at least \(least)")
        }
        name = dataset.name
        classNames = dataset.classNames
        skippedCount = dataset.skippedCount
        labels = dataset.examples.map { Int64($0.label) }
        paddingID = tokenizer.vocabulary.paddingID
        let pieces = PrefetchQueue<[EncodedText]>(
            range: 0..<(dataset.count - 1) / Self.pieceCount + 1, capacity: 2 * workerCount)
        pieces.start(workerCount: workerCount) { piece in
            dataset.examples.dropFirst(piece * Self.pieceCount).prefix(Self.pieceCount).map {
                tokenizer.encode($0.sentence1, $0.sentence2, maximumLength: maximumLength)
            }
        }
        while let piece = try? pieces.next() { append(piece) }
    }

    /// Returns the number of tokens of an example, padding not included.
    public func length(at index: Int) -> Int {
        starts[index + 1] - starts[index]
    }

    /// Returns an example's tokens.
    public func text(at index: Int) -> EncodedText {
        EncodedText(
            tokenIDs: Array(tokenIDs[starts[index]..<starts[index + 1]]),
            firstCount: Int(firstCounts[index]))
    }

    /// Examples that one thread tokenizes in one go.
    private static let pieceCount = 1024

    private mutating func append(_ piece: [EncodedText]) {
        for text in piece {
            tokenIDs += text.tokenIDs
            firstCounts.append(Int32(text.firstCount))
            starts.append(tokenIDs.count)
        }
    }
}
