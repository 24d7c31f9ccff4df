import Datasets
import Files
import Foundation
import Reports

/// Which data are to be opened, with the kind that they turned out to have.
struct DataRequest {
    /// What the recipe says, with a kind that is never `auto`.
    let recipe: DataRecipe

    /// Why the kind is this one; `nil` where the recipe says it.
    let kindReason: String?

    /// The user's folder; empty for glyphs.
    let folder: String

    /// Whether the training part is left unread.
    private(set) var isOnlyTest: Bool

    /// The classes in the order of their labels; `nil` for those found.
    private(set) var classNames: [String]?

    /// Decides which examples are chosen.
    let seed: UInt64

    /// The part that takes the place of the training part.
    var firstPart: DatasetSplit { isOnlyTest ? .test : .training }

    /// The parts that are opened.
    private var parts: [DatasetSplit] { isOnlyTest ? [.test] : [.training, .test] }

    /// Finds out the kind of the data.
    ///
    /// - Throws: ``RunError`` if there are no such data, and ``RecipeError`` for a key that data
    ///   of the kind do not have.
    init(
        _ recipe: DataRecipe, folder: String?, isOnlyTest: Bool, classNames: [String]?, seed: UInt64
    ) throws {
        let (kind, reason) = try DataKinds.resolve(recipe, folder: folder, isOnlyTest: isOnlyTest)
        if kind != "glyphs", folder == nil { throw RunError.missingData(kind: kind) }
        var resolved = recipe
        resolved.kind = kind
        if let (key, found) = resolved.needlessKey(isOnlyTest: isOnlyTest) {
            throw RecipeError.invalidValue(
                key: "data.\(key)", found: found,
                allowed: "left out where 'data.kind' is \(kind)"
                    + (reason.map { ", as here: \($0)" } ?? ""),
                place: "the recipe")
        }
        self.recipe = resolved
        kindReason = reason
        self.folder = folder ?? ""
        self.isOnlyTest = isOnlyTest
        self.classNames = classNames
        self.seed = seed
    }

    /// The same with the training part.
    var withTraining: DataRequest {
        var request = self
        request.isOnlyTest = false
        return request
    }

    /// The same with the classes of image folders that the training part has, where it is there: the
    /// test part may lack some.
    var withTrainingClasses: DataRequest {
        guard ["folders", "small-images"].contains(recipe.kind) else { return self }
        let training = try? ImageFolder(path: folder, split: .training, transforms: .evaluation())
        var request = self
        request.classNames = classNames ?? training?.classNames
        return request
    }

    /// The file of the tokens of sentences.
    var vocabularyPath: String { recipe.vocabulary ?? folder + "/vocab.txt" }

    /// What was found out so far.
    var notes: [String] {
        kindReason.map { ["'data.kind' is auto and stands for \(recipe.kind): \($0)"] } ?? []
    }

    /// Chooses the examples of a part.
    ///
    /// - Returns: Their places, `nil` for all; and what is to be said about it.
    func sample(
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

    /// What tells the data from others.
    ///
    /// - Parameters:
    ///   - counts: The examples of each part, before some are chosen.
    ///   - classNames: The classes found; `nil` where they were not looked at.
    ///   - listed: Image folders that are open already.
    /// - Returns: The identity of the parts that are opened.
    /// - Throws: What listing the files throws.
    func identity(
        counts: [DatasetSplit: Int] = [:], classNames: [String]? = nil,
        listed: [DatasetSplit: ImageFolder] = [:]
    ) throws -> DataIdentity {
        var identity = DataIdentity(
            kind: recipe.kind, kindReason: kindReason, folder: folder.isEmpty ? nil : folder,
            parts: [])
        identity.parts = try parts.map { split in
            try DataIdentity.Part(
                split.rawValue, files: listed[split]?.paths ?? files(of: split), in: folder,
                exampleCount: counts[split])
        }
        if recipe.kind == "glyphs" {
            let generator = try GlyphGenerator()
            var parameters = Checksum()
            parameters.add(
                text: "\(generator.classCount) \(generator.seed) \(generator.difficulty)")
            for index in identity.parts.indices {
                identity.parts[index].contents = parameters.digits
            }
        }
        if TextFormat(rawValue: recipe.kind) != nil {
            identity.parts.append(
                try .init(
                    "vocabulary", files: [FilePath(vocabularyPath)], in: folder, exampleCount: nil))
            // A vocabulary may stand elsewhere under another name; only its content counts.
            identity.parts[identity.parts.count - 1].names = Checksum().digits
        }
        if let name = recipe.validation.partName, !isOnlyTest {
            identity.parts.append(
                try .init(
                    "validation", files: validationFiles(name), in: folder, exampleCount: nil))
        }
        guard let classNames else { return identity }
        identity.classCount = classNames.count
        // IDX files do not tell the names of their classes; those come from the folder's name.
        if recipe.kind != "idx" {
            var names = Checksum()
            classNames.forEach { names.add(text: $0) }
            identity.classNames = names.digits
        }
        return identity
    }

    /// The files of a validation part of its own.
    private func validationFiles(_ name: String) throws -> [FilePath] {
        switch recipe.kind {
        case "arrays": try ArrayFile([name], in: folder).files
        case "folders":
            try ImageFolder(
                path: folder + "/" + name, classNames: classNames, transforms: .evaluation()
            ).paths
        default: [FilePath(folder + "/" + name)]
        }
    }

    /// Which files are used of a data set of a few files with known names, those of both parts and
    /// that of the classes.
    var listings: [ListingReport] {
        let parts = DatasetSplit.allCases.flatMap { (try? files(of: $0)) ?? [] }
        let classes: FilePath? =
            switch recipe.kind {
            case "cifar10": CIFAR10.classFile(in: folder)
            case "cifar100": CIFAR100.classFile(in: folder)
            default: IDX.classFile(in: folder, emnistSplit: recipe.split)
            }
        return ListingReport(ofFiles: parts + [classes].compactMap(\.self)).map { [$0] } ?? []
    }

    /// The files of a part, in the order in which they are read; none for glyphs.
    private func files(of split: DatasetSplit) throws -> [FilePath] {
        if let format = TextFormat(rawValue: recipe.kind) {
            return [FilePath(try format.file(of: split, in: self))]
        }
        switch recipe.kind {
        case "glyphs": return []
        case "arrays": return try ArrayFile(ArrayFile.names[split] ?? [], in: folder).files
        case "cifar10": return try CIFAR10.files(in: folder, split: split)
        case "cifar100": return try CIFAR100.files(in: folder, split: split)
        case "idx":
            let files = try IDX.files(in: folder, split: split, emnistSplit: recipe.split)
            return [files.images, files.labels].map(FilePath.init)
        default:
            return try ImageFolder(
                path: folder, split: split, apartFrom: recipe.validation.partName,
                classNames: classNames, transforms: .evaluation()
            ).paths
        }
    }
}

extension ImageFolder {
    /// The paths of all images.
    fileprivate var paths: [FilePath] { (0..<count).map(path) }
}
