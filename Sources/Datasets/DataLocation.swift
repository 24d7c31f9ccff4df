public import Files

/// The kinds of image data that a folder can hold.
public enum ImageDataKind: String, Sendable, CaseIterable {
    /// IDX files, as those of MNIST.
    case idx

    /// Batches of CIFAR-10, binary or in Python's form.
    case cifar10

    /// Files of CIFAR-100, binary or in Python's form.
    case cifar100

    /// Folders of classes in a folder for each part.
    case folders
}

/// Where a data set stands in the folder that the user named.
public struct DataLocation: Sendable {
    /// What is there.
    public let kind: ImageDataKind

    /// The folder of its files or parts.
    public let folder: FilePath

    /// How deep below the named folder a data set is looked for: `MNIST/raw` is two.
    private static let largestDepth = 2

    /// The most folders that are looked into.
    private static let largestFolderCount = 2_000

    /// Looks for a data set in a folder and, where it holds none, in the folders inside it.
    ///
    /// - Parameters:
    ///   - path: The folder that the user named.
    ///   - kinds: What is looked for.
    ///   - isOnlyTest: Whether the part to learn from may be missing.
    /// - Returns: The data set that is nearest; `nil` if there is none.
    /// - Throws: ``DatasetError/severalDatasets(folder:found:)``,
    ///   ``DatasetError/packedArchive(folder:archives:)``,
    ///   ``DatasetError/unsplitClasses(folder:classes:)``, ``DatasetError/missingSplit(folder:names:)``,
    ///   ``DatasetError/ambiguousPart(folder:names:)``, or for a folder that is missing, no folder,
    ///   empty or unreadable.
    public static func find(
        in path: String, kinds: [ImageDataKind] = ImageDataKind.allCases, isOnlyTest: Bool = false
    ) throws(DatasetError) -> DataLocation? {
        let root = try DataFolder(path: path)
        var level = [root.path]
        for _ in 0...largestDepth {
            var found: [DataLocation] = []
            var next: [FilePath] = []
            for folder in level.prefix(largestFolderCount) {
                let entries = (try? entries(of: folder)) ?? []
                let all = try self.kinds(in: folder, entries, isOnlyTest: isOnlyTest)
                found += all.filter(kinds.contains).map { DataLocation(kind: $0, folder: folder) }
                next += entries.filter { !$0.name.isHidden && !$0.name.isOfSystem }
                    .filter { $0.kind == .folder || $0.kind == .symbolicLink }
                    .map { folder.appending($0.name) }
            }
            if found.count > 1 {
                throw .severalDatasets(folder: path, found: found.map { "\($0.folder)" })
            }
            if let found = found.first { return found }
            level = next
        }
        return try nothing(in: root, isOnlyTest: isOnlyTest)
    }

    /// Returns `nil`, or says what keeps a folder from being a data set.
    private static func nothing(
        in root: DataFolder, isOnlyTest: Bool
    ) throws(DatasetError) -> DataLocation? {
        let entries = try entries(of: root.path)
        let parts = try DataParts(in: root.path, entries)
        if parts.training != nil || parts.test != nil {
            throw .missingSplit(
                folder: "\(root.path)",
                names: parts.test == nil ? DataParts.nameOfTest : DataParts.nameOfTraining)
        }
        let archives = entries.map(\.name).filter(\.isOfArchive)
        guard archives.isEmpty else {
            throw .packedArchive(folder: "\(root.path)", archives: archives.map(\.description))
        }
        if let classes = root.classes(among: entries) {
            throw .unsplitClasses(folder: "\(root.path)", classes: classes)
        }
        return nil
    }

    /// Returns the kinds of data that a folder with these entries holds.
    private static func kinds(
        in folder: FilePath, _ entries: [FolderEntry], isOnlyTest: Bool
    ) throws(DatasetError) -> [ImageDataKind] {
        let files = Set(
            entries.filter { entry in
                entry.kind == .symbolicLink
                    ? status(ofFile: folder.appending(entry.name))?.kind == .regular
                    : entry.kind != .folder
            }.map { "\($0.name)" })
        var kinds: [ImageDataKind] = []
        if files.contains(where: { $0.contains("idx3-ubyte") }) { kinds.append(.idx) }
        for layout in [CIFAR10.layout, CIFAR100.layout]
        where layout.isHeld(by: files, onlyTest: isOnlyTest) {
            kinds.append(layout.kind)
        }
        if try DataParts(in: folder, entries).suffice(onlyTest: isOnlyTest) {
            kinds.append(.folders)
        }
        return kinds
    }
}

extension FilePath {
    /// Whether the name is that of a packed archive.
    var isOfArchive: Bool {
        let name = description.lowercased()
        return [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip", ".rar", ".7z"]
            .contains(where: name.hasSuffix)
    }
}
