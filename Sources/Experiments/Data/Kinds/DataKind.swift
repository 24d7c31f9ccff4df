public import Datasets
public import Files

/// A kind of data that recipes can name: all that the package knows of it stands in its type.
///
/// The kinds of this package conform as a program's own do. Such a program adds its kind with
/// ``DataKinds/add(_:)`` before it runs a command; recipes, `auto`, checkpoints and saved models then
/// know it by its name.
public protocol DataKind: Sendable {
    /// The name in recipes and files.
    var name: String { get }

    /// One line for people.
    var summary: String { get }

    /// The keys of the section `data` that mean something for such data, besides those that all have.
    var keys: Set<DataKey> { get }

    /// The settings of its own that a recipe may give under `data.options`.
    var options: [any DataOptionDescription] { get }

    /// Whether the examples come from a folder; otherwise they are drawn, and a folder is refused.
    var isReadFromFolder: Bool { get }

    /// Why `data.kind: auto` stands for this kind where no folder is named; `nil` where it does not.
    var reasonWithoutFolder: String? { get }

    /// When `auto` asks this kind: lower numbers first. One of your own is asked before those of this
    /// package, which start at 100.
    var order: Int { get }

    /// Why `folder` holds data of this kind, in a few words; `nil` where it does not.
    ///
    /// What it throws is told if no other kind is found either.
    func reason(in folder: UnknownFolder) throws -> String?

    /// The files of a part, in an order that does not depend on the disk: what tells the data from
    /// others when a run goes on. None for data that are drawn.
    func files(of split: DatasetSplit, in request: DataRequest) throws -> [FilePath]

    /// Reads or draws the data.
    func open(_ request: DataRequest) throws -> any DataSource

    /// A key without which such data cannot be read, and what it must be; `nil` where nothing is missing.
    func missingKey(in recipe: DataRecipe) -> (key: DataKey, allowed: String)?

    /// Whether `data.validation` may name a folder or file in the folder of the data. A kind that says so
    /// reads that part itself, or by ``TextSource/init(_:read:)``.
    var hasNamedParts: Bool { get }

    /// The files of the validation part that the recipe calls `name`.
    func validationFiles(_ name: String, in request: DataRequest) throws -> [FilePath]

    /// Files that both parts are read with, whose content counts and not their name.
    func sharedFiles(in request: DataRequest) -> [(name: String, file: FilePath)]

    /// What decides the examples where no file does, as a text; `nil` for data of files.
    var drawing: String? { get throws }

    /// Whether the files tell the names of the classes, so that other names are other data.
    var tellsClassNames: Bool { get }

    /// Whether test examples alone cannot be read: the training examples decide how, as by their mean.
    func needsTraining(_ recipe: DataRecipe) -> Bool

    /// The classes of the training part, where the test part may lack some; `nil` elsewhere.
    func trainingClassNames(in request: DataRequest) -> [String]?
}

extension DataKind {
    /// None.
    public var keys: Set<DataKey> { [] }

    /// None.
    public var options: [any DataOptionDescription] { [] }

    /// From a folder.
    public var isReadFromFolder: Bool { true }

    /// Not without a folder.
    public var reasonWithoutFolder: String? { nil }

    /// Before the kinds of this package.
    public var order: Int { 0 }

    /// Never: recipes have to name the kind.
    public func reason(in folder: UnknownFolder) throws -> String? { nil }

    /// Nothing is.
    public func missingKey(in recipe: DataRecipe) -> (key: DataKey, allowed: String)? { nil }

    /// Only a share or a number of the training examples.
    public var hasNamedParts: Bool { false }

    /// The file of that name.
    public func validationFiles(_ name: String, in request: DataRequest) throws -> [FilePath] {
        [FilePath(request.folder + "/" + name)]
    }

    /// None.
    public func sharedFiles(in request: DataRequest) -> [(name: String, file: FilePath)] { [] }

    /// Files do.
    public var drawing: String? { nil }

    /// They do.
    public var tellsClassNames: Bool { true }

    /// They can be read.
    public func needsTraining(_ recipe: DataRecipe) -> Bool { false }

    /// Those that are found.
    public func trainingClassNames(in request: DataRequest) -> [String]? { nil }
}

/// A key of the section `data` that only some kinds of data understand.
public enum DataKey: String, CaseIterable, Sendable {
    /// The arrays that a network gets.
    case inputs
    /// The arrays that it is to give.
    case targets
    /// Random shifts of images in memory.
    case crop
    /// Mirrored images.
    case flip
    /// The side that photographs are cut to.
    case imageSize
    /// The share of photographs that is cut out.
    case cropScale
    /// Changed colours of photographs.
    case colorJitter
    /// Changed shapes and colours of images.
    case randAugment
    /// What happens to images that cannot be used.
    case badImages
    /// How pixels are normalised.
    case normalization
    /// Whether the case of sentences is kept.
    case cased
    /// The most tokens of a sentence.
    case maximumLength
    /// One of several data sets in a folder.
    case split
    /// Grey or colour images.
    case channels
    /// The file of the training examples.
    case trainingFile
    /// The file of the test examples.
    case testFile
    /// The columns of a table.
    case columns
    /// The file of the tokens of sentences.
    case vocabulary
}
