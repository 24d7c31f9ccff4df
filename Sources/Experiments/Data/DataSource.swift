public import Reports
public import Training

/// A data set in two parts, and the networks that can learn from it.
public protocol DataSource: Sendable {
    /// A short name for reports, such as `fashion-mnist`.
    var name: String { get }

    /// One name per class.
    var classNames: [String] { get }

    /// The examples to learn from.
    var trainingCount: Int { get }

    /// The examples that only the accuracy is measured on.
    var testCount: Int { get }

    /// What a network has to know of the examples.
    var input: ModelInput { get }

    /// What could not be used so far and was left out.
    var skipped: SkippedExamples { get }

    /// What tells these data from others; `nil` where it is not known, and nothing is compared.
    var identity: DataIdentity? { get }

    /// What was found out about the data that the recipe does not say, a sentence each.
    var notes: [String] { get }

    /// The batches that a network learns from.
    func trainingBatches(_ settings: LoaderSettings) throws -> any BatchSource

    /// The batches that the accuracy is measured on, for a network that takes `input`.
    func testBatches(for input: ModelInput) throws -> any BatchSource
}

extension DataSource {
    /// Nothing.
    public var skipped: SkippedExamples { SkippedExamples() }

    /// Nothing is known.
    public var identity: DataIdentity? { nil }

    /// Nothing.
    public var notes: [String] { [] }

    /// The batches that the accuracy of a network for this data is measured on.
    func testBatches() throws -> any BatchSource { try testBatches(for: input) }
}
