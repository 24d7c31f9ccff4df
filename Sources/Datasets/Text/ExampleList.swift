/// The examples of a file as they are read, with a limit to what they may take.
struct ExampleList {
    private(set) var examples: [TextExample] = []

    /// Rows without a label that can be used.
    var skippedCount = 0

    /// The most examples of a file: ten times as many as MNLI has.
    static let largestCount = 1 << 22

    /// Adds the example of the line that `lines` has returned last.
    ///
    /// - Throws: ``DatasetError/invalidText(file:reason:)`` where there are too many.
    mutating func add(
        _ example: TextExample, of lines: borrowing TextLines
    ) throws(DatasetError) {
        guard examples.count < Self.largestCount else {
            throw lines.problem(.tooManyExamples(allowed: Self.largestCount))
        }
        examples.append(example)
    }

    /// Returns the dataset of all examples.
    ///
    /// - Throws: ``DatasetError/invalidText(file:reason:)`` where there are none.
    func dataset(
        name: String, classNames: [String], of lines: borrowing TextLines
    ) throws(DatasetError) -> TextDataset {
        guard !examples.isEmpty else {
            throw lines.problem(.noExamples(skippedCount: skippedCount))
        }
        return try TextDataset(
            name: name, classNames: classNames, examples: examples, skippedCount: skippedCount)
    }
}
