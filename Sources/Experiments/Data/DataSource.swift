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

    /// The examples that decide while training, apart from those to learn from; 0 where there are
    /// none of their own.
    var validationCount: Int { get }

    /// The examples that only the result is measured on.
    var testCount: Int { get }

    /// How many numbers a network gives for `task`.
    func outputCount(for task: TaskKind) throws -> Int

    /// What a network has to know of the examples.
    var input: ModelInput { get }

    /// How many training examples each class has; `nil` where that is not known.
    var trainingClassCounts: [Int]? { get }

    /// What could not be used so far and was left out.
    var skipped: SkippedExamples { get }

    /// What tells these data from others; `nil` where it is not known, and nothing is compared.
    var identity: DataIdentity? { get }

    /// What was found out about the data that the recipe does not say, a sentence each.
    var notes: [String] { get }

    /// The batches that a network learns from.
    func trainingBatches(_ settings: LoaderSettings) throws -> any BatchSource

    /// The batches of the examples that decide while training, for a network that takes `input`; `nil`
    /// where there are none of their own.
    func validationBatches(for input: ModelInput) throws -> (any BatchSource)?

    /// The batches that the result is measured on, for a network that takes `input`.
    func testBatches(for input: ModelInput) throws -> any BatchSource
}

extension DataSource {
    /// Nothing.
    public var skipped: SkippedExamples { SkippedExamples() }

    /// Nothing is known.
    public var trainingClassCounts: [Int]? { nil }

    /// Nothing is known.
    public var identity: DataIdentity? { nil }

    /// Nothing.
    public var notes: [String] { [] }

    /// None.
    public var validationCount: Int { 0 }

    /// None.
    public func validationBatches(for input: ModelInput) throws -> (any BatchSource)? { nil }

    /// One number for each class.
    ///
    /// - Throws: ``RunError/unfitTask(_:data:)`` for a task that does not choose among classes.
    public func outputCount(for task: TaskKind) throws -> Int {
        guard task.name == Classification.name || task.outputs == .imitated else {
            throw RunError.unfitTask(task.name, data: "\(input)")
        }
        return classNames.count
    }

    /// The batches that the result of a network for this data is measured on.
    func testBatches() throws -> any BatchSource { try testBatches(for: input) }
}
