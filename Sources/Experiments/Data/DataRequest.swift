public import Datasets
import Files
public import Reports

/// Which data are to be opened, with the kind that they turned out to have.
public struct DataRequest: Sendable {
    /// The kind.
    public let kind: any DataKind

    /// What the recipe says, with a kind that is never `auto`.
    public let recipe: DataRecipe

    /// Why the kind is this one; `nil` where the recipe says it.
    let kindReason: String?

    /// The user's folder; empty for data that are drawn.
    public let folder: String

    /// Whether the training part is left unread, and the test part takes its place.
    public private(set) var isOnlyTest: Bool

    /// The classes in the order of their labels; `nil` for those found.
    public private(set) var classNames: [String]?

    /// What the network of a saved model takes, which is to be tested; `nil` where a run begins.
    public let modelInput: ModelInput?

    /// Whether a network learns from targets of the data; without, they may be missing.
    public let needsTargets: Bool

    /// Decides which examples are chosen.
    public let seed: UInt64

    /// Finds out the kind of the data.
    ///
    /// - Throws: ``RunError`` if there are no such data, and ``RecipeError`` for a key that data
    ///   of the kind do not have.
    init(
        _ recipe: DataRecipe, folder: String?, isOnlyTest: Bool, classNames: [String]?,
        modelInput: ModelInput? = nil, needsTargets: Bool = true, seed: UInt64
    ) throws {
        let (kind, reason) = try DataKinds.resolve(recipe, folder: folder, isOnlyTest: isOnlyTest)
        if kind.isReadFromFolder, folder == nil { throw RunError.missingData(kind: kind.name) }
        var resolved = recipe
        resolved.kind = kind.name
        if let (key, found) = resolved.needlessKey(isOnlyTest: isOnlyTest) {
            throw RecipeError.invalidValue(
                key: "data.\(key)", found: found,
                allowed: "left out where 'data.kind' is \(kind.name)"
                    + (reason.map { ", as here: \($0)" } ?? ""),
                place: "the recipe")
        }
        try kind.check(recipe.options) { _ in "the recipe" }
        self.kind = kind
        self.recipe = resolved
        kindReason = reason
        self.folder = folder ?? ""
        self.isOnlyTest = isOnlyTest
        self.classNames = classNames
        self.modelInput = modelInput
        self.needsTargets = needsTargets
        self.seed = seed
    }

    /// The same with the training part.
    var withTraining: DataRequest {
        var request = self
        request.isOnlyTest = false
        return request
    }

    /// The same with the classes that the training part has, where it is there: the test part may lack
    /// some.
    var withTrainingClasses: DataRequest {
        var request = self
        request.classNames = classNames ?? kind.trainingClassNames(in: self)
        return request
    }
}

extension DataRequest {
    /// The part that takes the place of the training part.
    var firstPart: DatasetSplit { isOnlyTest ? .test : .training }

    /// The parts that are opened.
    private var parts: [DatasetSplit] { isOnlyTest ? [.test] : [.training, .test] }

    /// The channels that images get: those of the saved model, or those that the recipe wants; `nil`
    /// for those that the data have.
    var channelCount: Int? {
        if case .images(let images)? = modelInput { return images.shape.first }
        return recipe.channelCount
    }

    /// The file of the tokens of sentences.
    var vocabularyPath: String { recipe.vocabulary ?? folder + "/vocab.txt" }

    /// The value of a setting in `data.options`, or its standard.
    public subscript<Value>(option: DataOption<Value>) -> Value {
        recipe.options[option.name].flatMap(Value.init(option:)) ?? option.standard
    }

    /// What was found out so far that the recipe does not say, in sentences.
    public var notes: [String] {
        kindReason.map { ["'data.kind' is auto and stands for \(kind.name): \($0)"] } ?? []
    }

    /// Refuses a validation part of its own, which a source does not read.
    func refuseNamedPart() throws {
        guard let name = recipe.validation.partName else { return }
        throw RecipeError.invalidValue(
            key: "data.validation", found: "'\(name)'",
            allowed: "a share or a number where 'data.kind' is \(kind.name)", place: "the recipe")
    }

    /// Chooses the examples of a part, as many as the recipe wants.
    ///
    /// - Parameters:
    ///   - labels: The class of each example of the part.
    ///   - split: The part.
    /// - Returns: Their places, `nil` for all; and what is to be said about it.
    public func sample(
        _ labels: @autoclosure () -> [Int], of split: DatasetSplit
    ) -> (indices: [Int]?, notes: [String]) {
        let key = split == .training ? "trainingCount" : "testCount"
        guard let count = split == .training ? recipe.trainingCount : recipe.testCount else {
            return (nil, [])
        }
        let labels = labels()
        guard count <= labels.count else {
            return (
                nil, ["'data.\(key)' is \(count); there are \(labels.count), and all are used"]
            )
        }
        return (StratifiedSample.indices(of: labels, count: count, seed: seed), [])
    }
}

extension DataRequest {
    /// What tells the data from others.
    ///
    /// - Parameters:
    ///   - counts: The examples of each part, before some are chosen.
    ///   - classNames: The classes found; `nil` where they were not looked at.
    /// - Returns: The identity of the parts that are opened.
    /// - Throws: What listing the files throws.
    public func identity(
        counts: [DatasetSplit: Int] = [:], classNames: [String]? = nil
    ) throws -> DataIdentity {
        try identity(counts: counts, classNames: classNames, listed: [:])
    }

    /// The same, with image folders that are open already.
    func identity(
        counts: [DatasetSplit: Int], classNames: [String]?, listed: [DatasetSplit: ImageFolder]
    ) throws -> DataIdentity {
        var identity = DataIdentity(
            kind: kind.name, kindReason: kindReason, folder: folder.isEmpty ? nil : folder,
            parts: [])
        identity.parts = try parts.map { split in
            try DataIdentity.Part(
                split.rawValue, files: listed[split]?.paths ?? kind.files(of: split, in: self),
                in: folder, exampleCount: counts[split])
        }
        if let drawing = try kind.drawing {
            var parameters = Checksum()
            parameters.add(text: drawing)
            for index in identity.parts.indices {
                identity.parts[index].contents = parameters.digits
            }
        }
        for (name, file) in kind.sharedFiles(in: self) {
            var part = try DataIdentity.Part(name, files: [file], in: folder, exampleCount: nil)
            // Such a file may stand elsewhere under another name; only its content counts.
            part.names = Checksum().digits
            identity.parts.append(part)
        }
        if let name = recipe.validation.partName, !isOnlyTest {
            identity.parts.append(
                try .init(
                    "validation", files: kind.validationFiles(name, in: self), in: folder,
                    exampleCount: nil))
        }
        guard let classNames else { return identity }
        identity.classCount = classNames.count
        if kind.tellsClassNames {
            var names = Checksum()
            classNames.forEach { names.add(text: $0) }
            identity.classNames = names.digits
        }
        return identity
    }
}
