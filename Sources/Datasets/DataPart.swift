import Files

/// Where the parts of a data set of folders stand.
struct DataParts {
    /// The folder of the part that a network learns from.
    let training: FilePath?

    /// The folder of the part that the accuracy is measured on.
    let test: FilePath?

    /// What was chosen, in sentences.
    private(set) var remarks: [String] = []

    /// The names that errors tell.
    static let nameOfTraining = ["train"]
    static let nameOfTest = ["val", "test"]

    /// Names of parts, in small letters and without `_`, `-` and spaces.
    private static let trainingNames = ["train", "training", "trainset", "trainingset"]
    private static let validationNames = ["val", "valid", "validation", "valset", "validationset"]
    private static let testNames = ["test", "testing", "testset", "testingset"]

    /// Looks for the parts in a folder.
    ///
    /// - Throws: ``DatasetError/ambiguousPart(folder:names:)`` where two folders stand for one part.
    init(in folder: FilePath, _ entries: [FolderEntry]) throws(DatasetError) {
        func part(_ names: [String]) throws(DatasetError) -> FilePath? {
            let found = entries.map(\.name).filter { name in
                names.contains(Self.plain(name))
                    && status(ofFile: folder.appending(name))?.kind == .folder
            }
            guard found.count <= 1 else {
                throw .ambiguousPart(folder: "\(folder)", names: found.map(\.description))
            }
            return found.first
        }
        training = try part(Self.trainingNames)
        let validation = try part(Self.validationNames)
        let test = try part(Self.testNames)
        self.test = validation ?? test
        if let validation, let test {
            remarks.append(
                "the accuracy is measured on '\(folder.appending(validation))'; "
                    + "'\(folder.appending(test))' is not read")
        }
    }

    /// Whether there is a part to measure on, and one to learn from unless only the first is wanted.
    func suffice(onlyTest: Bool) -> Bool {
        test != nil && (onlyTest || training != nil)
    }

    private static func plain(_ name: FilePath) -> String {
        let isLink = Set<Character>(["_", "-", " "])
        return String("\(name)".lowercased().filter { !isLink.contains($0) })
    }
}

extension DataFolder {
    /// Whether the folder of a part, or something with its name, stands right here.
    func holdsPart(_ split: DatasetSplit) throws(DatasetError) -> Bool {
        let parts = try DataParts(in: path, entries(of: path))
        let names = split == .training ? DataParts.nameOfTraining : DataParts.nameOfTest
        return (split == .training ? parts.training : parts.test) != nil
            || names.contains { status(ofFile: path.appending($0)) != nil }
    }

    /// Returns the folder of a part, and what was chosen.
    ///
    /// - Parameters:
    ///   - split: The part.
    ///   - otherPart: The name of a folder that is another part, whatever its name says; `nil` for
    ///     none.
    /// - Returns: The folder and sentences about the choice.
    /// - Throws: ``DatasetError/missingSplit(folder:names:)``,
    ///   ``DatasetError/unsplitClasses(folder:classes:)``,
    ///   ``DatasetError/ambiguousPart(folder:names:)`` or ``DatasetError/notAFolder(_:)``.
    func part(
        _ split: DatasetSplit, apartFrom otherPart: String? = nil
    ) throws(DatasetError) -> (folder: FilePath, remarks: [String]) {
        let entries = try entries(of: path).filter { otherPart != "\($0.name)" }
        let parts = try DataParts(in: path, entries)
        let names = split == .training ? DataParts.nameOfTraining : DataParts.nameOfTest
        if let name = split == .training ? parts.training : parts.test {
            return (path.appending(name), split == .test ? parts.remarks : [])
        }
        if let file = names.first(where: { status(ofFile: path.appending($0)) != nil }) {
            throw .notAFolder("\(path.appending(file))")
        }
        if parts.training == nil, parts.test == nil, let classes = classes(among: entries) {
            throw .unsplitClasses(folder: "\(path)", classes: classes)
        }
        throw .missingSplit(folder: "\(path)", names: names)
    }

    /// Returns the names of the folders among `entries` if each holds an image; `nil` otherwise.
    func classes(among entries: [FolderEntry]) -> [String]? {
        let folders = entries.map(\.name).filter { name in
            !name.isHidden && !name.isOfSystem
                && status(ofFile: path.appending(name))?.kind == .folder
        }
        // A look at the first few is enough to tell classes from other folders.
        let areClasses = folders.prefix(3).allSatisfy { name in
            var walk = ClassWalk(root: path)
            var tally = ListingTally()
            try? walk.walk(name, from: [], tally: &tally)
            return !walk.images.isEmpty
        }
        return folders.isEmpty || !areClasses ? nil : folders.map(\.description)
    }
}
