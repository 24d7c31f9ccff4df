public import Datasets
public import Layers
public import Models
public import Reports
import Tensors
public import Training

/// Named arrays in memory: any numbers, for any task.
public struct ArraySource: DataSource {
    /// The name of the folder.
    public let name: String

    /// Numbers by which `read` has changed all examples, such as means of the training part: a saved
    /// model keeps them, and brings them to read others likewise (``ModelInput/statistics``).
    public var statistics: [String: [Double]] = [:]

    /// What tells the data from others.
    public let identity: DataIdentity?

    /// What was found out about the data that the recipe does not say.
    public let notes: [String]

    private let training: ArrayExamples
    private let validation: ArrayExamples?
    private let test: ArrayExamples

    /// Takes the arrays that `read` gives for each part: chooses a sample and cuts the validation
    /// examples off as the recipe says.
    ///
    /// - Parameters:
    ///   - request: What is wanted.
    ///   - targets: The arrays that a network is to give; those called `y`, `label`, `labels`, `target`
    ///     or `targets` if empty. It gets all others.
    ///   - read: Gives the arrays of a part, whose first axis is the example.
    /// - Throws: ``RunError/unfitArrays(place:problem:)``,
    ///   ``RunError/differentParts(training:test:folder:)``, and what `read` throws.
    public init(
        _ request: DataRequest, targets: [String] = [],
        read: (DatasetSplit) throws -> NamedTensors
    ) throws {
        try request.refuseNamedPart()
        try self.init(request, inputs: [], targets: targets) { split in
            let split = split ?? .test
            return (try read(split), "the \(split.rawValue) part of '\(request.folder)'")
        }
    }

    /// The same, with the inputs chosen; `read` gives the arrays of a part, or of the validation part for
    /// `nil`, and where they stand.
    init(
        _ request: DataRequest, inputs: [String], targets: [String],
        read: (DatasetSplit?) throws -> (arrays: NamedTensors, place: String)
    ) throws {
        let recipe = request.recipe
        var notes = request.notes
        var counts: [DatasetSplit: Int] = [:]
        func examples(_ split: DatasetSplit?) throws -> ArrayExamples {
            let (arrays, place) = try read(split)
            return try ArrayExamples(
                arrays, inputNames: inputs, targetNames: targets,
                needsTargets: request.needsTargets, place: place)
        }
        func part(_ split: DatasetSplit) throws -> ArrayExamples {
            let all = try examples(split)
            counts[split] = all.count
            let classes = try all.classes
            let sample = request.sample(classes, of: split)
            notes += sample.notes
            return try sample.indices.map(all.selecting) ?? all
        }
        var training = try part(request.firstPart)
        test = request.isOnlyTest ? training : try part(.test)
        var validation: ArrayExamples?
        if !request.isOnlyTest {
            if recipe.validation.partName != nil {
                validation = try examples(nil)
            } else if let parts = try recipe.validation.parts(
                of: training.classes, seed: request.seed)
            {
                validation = try training.selecting(parts.validation)
                training = try training.selecting(parts.training)
            }
        }
        guard training.requests == test.requests else {
            throw RunError.differentParts(
                training: "\(ModelInput.arrays(ArrayInput(inputs: training.requests)))",
                test: "\(ModelInput.arrays(ArrayInput(inputs: test.requests)))",
                folder: request.folder)
        }
        self.training = training
        self.validation = validation
        self.notes = notes
        name = request.folder.split(separator: "/").last.map { String($0) } ?? request.kind.name
        identity = try request.identity(counts: counts)
    }

    /// What a network has to know of the examples.
    public var input: ModelInput {
        .arrays(
            ArrayInput(
                inputs: training.requests, statistics: statistics.isEmpty ? nil : statistics))
    }

    /// Arrays have numbers of classes, and no names.
    public var classNames: [String] { [] }

    /// The number of training examples.
    public var trainingCount: Int { training.count }

    /// The number of examples that decide while training.
    public var validationCount: Int { validation?.count ?? 0 }

    /// The number of test examples.
    public var testCount: Int { test.count }

    /// The most classes that are believed: a larger number is rather the number of something else.
    static let largestClassCount = 1_000_000

    /// The numbers of the targets of an example, or the largest number of a class and 1 more.
    ///
    /// - Throws: ``RunError/unfitArrays(place:problem:)`` for targets that the task cannot have.
    public func outputCount(for task: TaskKind) throws -> Int {
        switch task.outputs {
        case .imitated: 0
        case .targets:
            training.targets.tensors.reduce(0) { $0 + $1.shape.dropFirst().reduce(1, *) }
        case .classes:
            try classCount(
                for: task.name, ignoresSome: task.name != Classification.name)
        }
    }

    /// The number of classes; where `ignoresSome`, targets may count for nothing.
    private func classCount(for task: String, ignoresSome: Bool) throws -> Int {
        func refusal(_ problem: String) -> RunError { .unfitArrays(place: name, problem: problem) }
        let targets = training.targets
        guard targets.tensors.count == 1 else {
            throw refusal(
                "has the targets \(targets.names.joined(separator: ", ")); the task '\(task)' needs "
                    + "one")
        }
        guard targets.tensors[0].scalarType == .int64 else {
            throw refusal(
                "has targets that are not whole numbers; the task '\(task)' needs the numbers of "
                    + "classes, from 0 on")
        }
        let parts = [training, validation, test].compactMap { $0?.targets.tensors[0] }
        let least = Int(try parts.map { try $0.minimum().item() }.min() ?? 0)
        let isIgnored = ignoresSome && least == PositionClassification.ignoredLabel
        guard least >= 0 || isIgnored else {
            throw refusal("has a class \(least); classes are numbered from 0 on")
        }
        let largest = Int(try parts.map { try $0.maximum().item() }.max() ?? 0)
        guard largest < Self.largestClassCount else {
            throw refusal(
                "has a class \(largest); there may be \(Self.largestClassCount) classes, numbered from "
                    + "0 on")
        }
        guard largest >= 0 else {
            throw refusal("has no class, only targets that count for nothing")
        }
        return largest + 1
    }

    /// How many training examples, or positions of them, have each class; `nil` where the targets are no
    /// classes.
    public var trainingClassCounts: [Int]? {
        guard let classCount = try? classCount(for: Classification.name, ignoresSome: true),
            let labels = try? training.classTarget?.elements(as: Int64.self)
        else { return nil }
        var counts = [Int](repeating: 0, count: classCount)
        // A label below 0 counts for nothing.
        for label in labels where label >= 0 { counts[Int(label)] += 1 }
        return counts
    }

    /// Shuffled examples.
    ///
    /// - Throws: ``RecipeError/invalidValue(key:found:allowed:place:)`` where balanced examples are wanted
    ///   and examples have no class each.
    public func trainingBatches(_ settings: LoaderSettings) throws -> any BatchSource {
        var batches = ArrayBatches(
            examples: training, batchSize: settings.batchSize, seed: settings.seed)
        guard settings.sampling == .balanced else { return batches }
        guard let labels = try training.labels, labels.contains(where: { $0 >= 0 }) else {
            throw RecipeError.noClassesToBalance
        }
        batches.sampler = BalancedSampler?(settings.sampling, labels: labels)
        return batches
    }

    /// The examples that decide while training; `nil` where there are none of their own.
    public func validationBatches(for input: ModelInput) throws -> (any BatchSource)? {
        validation.map { ArrayBatches(examples: $0, batchSize: 256, seed: nil) }
    }

    /// The test examples.
    public func testBatches(for input: ModelInput) throws -> any BatchSource {
        ArrayBatches(examples: test, batchSize: 256, seed: nil)
    }
}

/// How arrays come to a network.
public struct ArrayInput: Codable, Equatable, Sendable {
    /// The inputs, in order.
    public var inputs: [NetworkRequest.Input]

    /// Numbers of the training part by which all examples are changed; `nil` where there are none.
    public var statistics: [String: [Double]]?

    /// Describes arrays.
    public init(inputs: [NetworkRequest.Input], statistics: [String: [Double]]? = nil) {
        self.inputs = inputs
        self.statistics = statistics
    }
}

extension ArrayInput: CustomStringConvertible {
    /// The inputs in a few words, such as `arrays x 13 and category (whole numbers)`.
    public var description: String {
        let parts = inputs.map { input in
            let shape = input.shape.map(String.init).joined(separator: " × ")
            return input.name + (shape.isEmpty ? "" : " " + shape)
                + (input.isInteger ? " (whole numbers)" : "")
        }
        return "arrays " + parts.joined(separator: " and ")
    }
}
