/// A sentence or a pair of sentences with its class.
public struct TextExample: Sendable, Hashable {
    /// The sentence, or the premise or first question of a pair.
    public let sentence1: String

    /// The hypothesis or second question of a pair.
    public let sentence2: String?

    /// An index into the dataset's class names.
    public let label: Int

    /// Creates an example.
    public init(sentence1: String, sentence2: String? = nil, label: Int) {
        self.sentence1 = sentence1
        self.sentence2 = sentence2
        self.label = label
    }
}

/// Labelled sentences that are held in memory.
public struct TextDataset: Sendable {
    /// A short name for reports and error messages, such as `mnli`.
    public let name: String

    /// One name per class; a label is an index into this array.
    public let classNames: [String]

    /// The sentences with their classes.
    public let examples: [TextExample]

    /// Rows of the file that have no label that can be used and were left out.
    public let skippedCount: Int

    /// How many examples there are.
    public var count: Int { examples.count }

    /// Creates a dataset.
    ///
    /// - Parameters:
    ///   - name: A short name for reports and error messages.
    ///   - classNames: One name per class.
    ///   - examples: The sentences with their classes.
    ///   - skippedCount: Rows that were left out.
    /// - Throws: ``DatasetError/labelOutOfRange(place:index:found:allowed:)``.
    public init(
        name: String, classNames: [String], examples: [TextExample], skippedCount: Int = 0
    ) throws(DatasetError) {
        let classes = classNames.indices
        if let index = examples.firstIndex(where: { !classes.contains($0.label) }) {
            throw .labelOutOfRange(
                place: name, index: index, found: examples[index].label,
                allowed: 0..<classNames.count)
        }
        self.name = name
        self.classNames = classNames
        self.examples = examples
        self.skippedCount = skippedCount
    }

    /// The classes of natural language inference, in the order of Hugging Face's `mnli` and `snli`.
    static let inferenceClasses = ["entailment", "neutral", "contradiction"]

    /// The label of pairs on which the annotators did not agree.
    static let noLabel = "-"
}
