import Files

/// The image files in a folder of classes.
struct ImageListing: Sendable {
    /// One file; its path is that inside ``root``, its class an index into ``classNames``.
    struct File: Sendable {
        let path: FilePath
        let label: Int
    }

    /// The folder of the classes.
    let root: FilePath

    /// The classes in the order of their labels.
    let classNames: [String]

    /// What was found.
    let report: ListingReport

    /// All files, class after class.
    private(set) var files: [File] = []

    /// Where each class stands in ``files``.
    private var ranges: [Range<Int>]

    /// The folders of the classes; `nil` for a class without one.
    private var classFolders: [FilePath?]

    /// Lists the images of every class.
    ///
    /// - Parameters:
    ///   - folder: The folder of the classes.
    ///   - classNames: The classes in the order of their labels; `nil` for those found.
    ///   - remarks: What is to be told of the choice of the folder.
    /// - Throws: ``DatasetError/noClasses(folder:)``, ``DatasetError/emptyClass(folder:found:)``,
    ///   ``DatasetError/unknownClass(folder:classes:)``,
    ///   ``DatasetError/unreadableFile(file:reason:)`` or
    ///   ``DatasetError/tooManyFolders(folder:allowed:)``.
    init(
        folder: FilePath, classNames: [String]?, remarks: [String] = []
    ) throws(DatasetError) {
        root = folder
        var tally = ListingTally()
        let found = try Self.classFolders(in: folder, tally: &tally)
        guard !found.isEmpty else { throw .noClasses(folder: "\(folder)") }
        let names = classNames ?? ClassNames.texts(of: found)
        let labels =
            classNames.map { ClassNames.labels(of: found, among: $0) } ?? found.indices.map { $0 }
        self.classNames = names
        ranges = [Range<Int>](repeating: 0..<0, count: names.count)
        classFolders = [FilePath?](repeating: nil, count: names.count)
        let way = [status(ofFile: folder)?.identity].compactMap(\.self)
        for (name, label) in zip(found, labels) {
            guard let label else {
                throw .unknownClass(folder: "\(folder.appending(name))", classes: names)
            }
            var walk = ClassWalk(root: folder)
            var classTally = ListingTally()
            try walk.walk(name, from: way, tally: &classTally)
            guard !walk.images.isEmpty else {
                throw .emptyClass(
                    folder: "\(folder.appending(name))", found: classTally.unusedText)
            }
            tally.add(classTally)
            ranges[label] = files.count..<files.count + walk.images.count
            classFolders[label] = name
            files += walk.images.map { File(path: $0, label: label) }
        }
        let missing = zip(names, classFolders).filter { $1 == nil }.map(\.0)
        report = tally.report(
            place: folder, remarks: remarks + Self.remarks(missing: missing, in: folder))
    }

    /// Returns the path of an image.
    func path(at index: Int) -> FilePath {
        root.appending(files[index].path)
    }

    /// Returns the folder of a class, inside ``root``.
    func folder(ofClass label: Int) -> FilePath {
        classFolders[label] ?? FilePath(classNames[label])
    }

    /// Returns the images of the class of one, from this one on and around to the one before it.
    func classmates(of index: Int) -> [Int] {
        let range = ranges[files[index].label]
        return Array(index..<range.upperBound) + Array(range.lowerBound..<index)
    }

    /// Returns the folders in a folder, without hidden ones, in the order of the bytes of their names.
    private static func classFolders(
        in folder: FilePath, tally: inout ListingTally
    ) throws(DatasetError) -> [FilePath] {
        let identity = status(ofFile: folder)?.identity
        var folders: [FilePath] = []
        for entry in try entries(of: folder) {
            let isLink = entry.kind == .symbolicLink
            let target = isLink ? status(ofFile: folder.appending(entry.name)) : nil
            let isHidden = entry.name.isHidden || entry.name.isOfSystem
            switch (target?.kind ?? entry.kind, isHidden) {
            case (.folder, _) where isLink && target?.identity == identity:
                tally.leaveOut(entry.name, "link to a folder around it")
            case (.folder, false): folders.append(entry.name)
            case (.folder, true): tally.leaveOut(entry.name, "hidden folder")
            case (_, true): tally.leaveOut(entry.name, "system file")
            case (_, false): tally.leaveOut(entry.name, "outside the class folders")
            }
        }
        return folders
    }

    private static func remarks(missing: [String], in folder: FilePath) -> [String] {
        guard !missing.isEmpty else { return [] }
        let shown = missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? ", …" : "")
        return ["'\(folder)' has no folder for \(missing.count) of the classes (\(shown))"]
    }
}
