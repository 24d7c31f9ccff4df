import Datasets
import Files
import Layers
public import Models
public import Reports
import Tensors
public import Training

/// Named arrays in memory: any numbers, for any task.
public struct ArraySource: DataSource {
    /// The name of the folder.
    public let name: String

    /// What a network has to know of the examples.
    public let input: ModelInput

    /// What tells the data from others.
    public let identity: DataIdentity?

    /// What was found out about the data that the recipe does not say.
    public let notes: [String]

    private let training: ArrayExamples
    private let validation: ArrayExamples?
    private let test: ArrayExamples

    /// Reads the arrays of a folder.
    ///
    /// - Throws: ``RunError/unfitArrays(place:problem:)``, `DatasetError` for parts that are not
    ///   there, and what reading files throws.
    init(_ request: DataRequest) throws {
        let recipe = request.recipe
        var notes = request.notes
        var counts: [DatasetSplit: Int] = [:]
        func examples(_ names: [String]) throws -> ArrayExamples {
            let file = try ArrayFile(names, in: request.folder)
            return try ArrayExamples(
                file.arrays(), inputNames: recipe.inputs, targetNames: recipe.targets,
                place: "'\(file.path)'")
        }
        func part(_ split: DatasetSplit) throws -> ArrayExamples {
            let other = recipe.validation.partName
            let all = try examples((ArrayFile.names[split] ?? []).filter { $0 != other })
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
            if let name = recipe.validation.partName {
                validation = try examples([name])
            } else if let parts = try recipe.validation.parts(
                of: training.classes, seed: request.seed)
            {
                validation = try training.selecting(parts.validation)
                training = try training.selecting(parts.training)
            }
        }
        guard training.requests == test.requests else {
            throw RunError.differentParts(
                training: "\(ModelInput.arrays(ArrayInput(training)))",
                test: "\(ModelInput.arrays(ArrayInput(test)))", folder: request.folder)
        }
        self.training = training
        self.validation = validation
        self.notes = notes
        name = request.folder.split(separator: "/").last.map { String($0) } ?? "arrays"
        input = .arrays(ArrayInput(training))
        identity = try request.identity(counts: counts)
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
        case .targets:
            training.targets.tensors.reduce(0) { $0 + $1.shape.dropFirst().reduce(1, *) }
        case .classes:
            try classCount(for: task.name)
        }
    }

    private func classCount(for task: String) throws -> Int {
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
        guard least >= 0 || least == PositionClassification.ignoredLabel else {
            throw refusal("has a class \(least); classes are numbered from 0 on")
        }
        let largest = Int(try parts.map { try $0.maximum().item() }.max() ?? 0)
        guard largest < Self.largestClassCount else {
            throw refusal(
                "has a class \(largest); there may be \(Self.largestClassCount) classes, numbered from "
                    + "0 on")
        }
        return largest + 1
    }

    /// Shuffled examples.
    public func trainingBatches(_ settings: LoaderSettings) throws -> any BatchSource {
        ArrayBatches(examples: training, batchSize: settings.batchSize, seed: settings.seed)
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
}

extension ArrayInput {
    init(_ examples: ArrayExamples) { inputs = examples.requests }
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
