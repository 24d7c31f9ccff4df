import Synchronization

/// What a recipe may say of a task besides its name.
public struct TaskOptions: Equatable, Sendable {
    /// The share of the probability that the loss of classes spreads over all of them.
    public var labelSmoothing: Double

    /// What a regression minimises.
    public var regressionLoss: Regression.Loss

    /// How much an example, or position, of each class counts in the loss of classes; empty for all the same.
    public var classWeights: [Double] = []

    /// Describes options.
    public init(labelSmoothing: Double = 0, regressionLoss: Regression.Loss = .squared) {
        self.labelSmoothing = labelSmoothing
        self.regressionLoss = regressionLoss
    }
}

/// A kind of task that recipes can name.
public struct TaskKind: Sendable {
    /// How many numbers a network gives.
    public enum Outputs: Sendable {
        /// One for each class; the targets are numbers of classes.
        case classes
        /// One for each number of an example's targets.
        case targets
        /// As many as the network that is imitated; there are no targets but its outputs.
        case imitated
    }

    /// The name in recipes and files.
    public let name: String

    /// One line for people.
    public let summary: String

    /// How many numbers a network gives.
    public let outputs: Outputs

    /// The axis of the output that these numbers lie along; −1 for the last.
    public let outputAxis: Int

    /// Makes the task.
    public let make: @Sendable (TaskOptions) throws -> any LearningTask

    /// Describes a kind of task.
    public init(
        name: String, summary: String, outputs: Outputs, outputAxis: Int = -1,
        make: @escaping @Sendable (TaskOptions) throws -> any LearningTask
    ) {
        self.name = name
        self.summary = summary
        self.outputs = outputs
        self.outputAxis = outputAxis
        self.make = make
    }
}

/// The tasks by their names in recipes and files: those of this package, and those that a program has
/// added.
public enum Tasks {
    private static let own = [
        TaskKind(
            name: Classification.name, summary: "one class for each example", outputs: .classes
        ) { Classification(labelSmoothing: $0.labelSmoothing, classWeights: $0.classWeights) },
        TaskKind(
            name: "multi-label", summary: "any number of labels for each example",
            outputs: .targets
        ) { _ in MultiLabelClassification() },
        TaskKind(
            name: "regression", summary: "numbers for each example", outputs: .targets
        ) { Regression($0.regressionLoss) },
        TaskKind(
            name: "segmentation",
            summary: "a class for each position; the classes are axis 1 of the outputs",
            outputs: .classes, outputAxis: 1
        ) { PositionClassification(.segmentation, classWeights: $0.classWeights) },
        TaskKind(
            name: "tagging",
            summary: "a class for each position; the classes are the last axis of the outputs",
            outputs: .classes
        ) { PositionClassification(.tagging, classWeights: $0.classWeights) },
        TaskKind(
            name: Imitation.name,
            summary: "the outputs of the network as it was, whatever they are; needs no labels",
            outputs: .imitated
        ) { _ in Imitation() },
    ]

    private static let added = Mutex<[TaskKind]>([])

    /// Every task, those of this package first.
    public static var all: [TaskKind] { own + added.withLock { $0 } }

    /// Makes a task of one's own known to recipes.
    ///
    /// - Throws: ``TrainingError/taskExists(_:)`` if there is one of that name.
    public static func add(_ task: TaskKind) throws {
        try added.withLock { added in
            guard !(own + added).contains(where: { $0.name == task.name }) else {
                throw TrainingError.taskExists(task.name)
            }
            added.append(task)
        }
    }

    /// The task called `name`.
    ///
    /// - Throws: ``TrainingError/unknownTask(name:known:)`` if there is none.
    public static func named(_ name: String) throws -> TaskKind {
        let all = all
        guard let task = all.first(where: { $0.name == name }) else {
            throw TrainingError.unknownTask(name: name, known: all.map(\.name))
        }
        return task
    }
}
