package import Files

/// Finds the images below a folder of a class, at any depth, in the order of the bytes of their
/// paths.
///
/// Symbolic links are followed, but not to a folder that the way has come through. Names that end
/// like those of images are taken without a look into the file: there may be millions. What else an
/// image is, its first bytes tell.
struct ClassWalk {
    /// The part of the data set.
    let root: FilePath

    /// The paths inside ``root``.
    private(set) var images: [FilePath] = []

    private var folderCount = 0

    /// The most folders of one class; links to and fro can make up any number.
    static let largestFolderCount = 100_000

    init(root: FilePath) {
        self.root = root
    }

    /// Lists the images below `folder`, a path inside ``root``, which stands at `way`.
    mutating func walk(
        _ folder: FilePath, from way: [FileIdentity], tally: inout ListingTally
    ) throws(DatasetError) {
        var open = [(path: folder, way: way)]
        while let (path, way) = open.popLast() {
            guard let identity = status(ofFile: root.appending(path))?.identity else {
                throw .unreadableFile(
                    file: "\(root.appending(path))", reason: "it cannot be opened")
            }
            guard !way.contains(identity) else {
                tally.leaveOut(path, "link to a folder around it")
                continue
            }
            folderCount += 1
            guard folderCount <= Self.largestFolderCount else {
                throw .tooManyFolders(
                    folder: "\(root.appending(folder))", allowed: Self.largestFolderCount)
            }
            for entry in try entries(of: root.appending(path)) {
                let inside = path.appending(entry.name)
                if try take(inside, entry, tally: &tally) {
                    open.append((inside, way + [identity]))
                }
            }
        }
        images.sort()
    }

    /// Counts a file and returns `false`, or returns `true` for a folder to be entered.
    private mutating func take(
        _ path: FilePath, _ entry: FolderEntry, tally: inout ListingTally
    ) throws(DatasetError) -> Bool {
        switch kind(of: path, entry) {
        case .folder where entry.name.isHidden || entry.name.isOfSystem:
            tally.leaveOut(path, "hidden folder")
            return false
        case .folder: return true
        case .regular where entry.name.isOfSystem: tally.leaveOut(path, "system file")
        case .regular: look(at: path, isTrusted: !entry.name.isHidden, tally: &tally)
        case .symbolicLink: tally.leaveOut(path, "broken link")
        case .pipe, .device, .socket: tally.leaveOut(path, "no regular file")
        }
        return false
    }

    private mutating func look(at path: FilePath, isTrusted: Bool, tally: inout ListingTally) {
        let isNamed = ImageFormat.endings.contains(String(decoding: path.ending, as: UTF8.self))
        let content = isTrusted && isNamed ? .image : FileContent(ofFile: root.appending(path))
        switch content {
        case .image:
            images.append(path)
            tally.use(path)
        case .other(let word): tally.leaveOut(path, word)
        }
    }

    private func kind(of path: FilePath, _ entry: FolderEntry) -> FileKind {
        guard entry.kind == .symbolicLink else { return entry.kind }
        return status(ofFile: root.appending(path))?.kind ?? .symbolicLink
    }
}

/// Returns what a folder of a data set holds.
///
/// - Throws: ``DatasetError/unreadableFile(file:reason:)``.
func entries(of folder: FilePath) throws(DatasetError) -> [FolderEntry] {
    do {
        return try contents(ofFolder: folder)
    } catch {
        throw .unreadableFile(file: "\(folder)", reason: "the folder cannot be listed")
    }
}

extension FilePath {
    /// Whether the name starts with a dot.
    var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

    /// Whether a system or an archiver puts files and folders with this name everywhere.
    var isOfSystem: Bool {
        let name = description.lowercased()
        return name.hasPrefix("._") || Self.systemNames.contains(name)
    }

    private static let systemNames: Set<String> = [
        ".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\\x0d", ".directory",
        "__macosx", "@eadir", "lost+found", "$recycle.bin", "system volume information",
    ]
}

extension ImageFile {
    /// Lists the images below a folder at any depth, in the order of the bytes of their paths.
    ///
    /// - Parameter folder: The folder.
    /// - Returns: The folder as it was given, and the path of each image in it.
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)``.
    package static func paths(below folder: FilePath) throws(DatasetError) -> [FilePath] {
        let slash = UInt8(ascii: "/")
        let root = folder.bytes.last == slash ? FilePath(bytes: folder.bytes.dropLast()) : folder
        var walk = ClassWalk(root: root)
        var tally = ListingTally()
        // Paths inside the folder then begin with a slash.
        try walk.walk(FilePath(bytes: []), from: [], tally: &tally)
        return walk.images.map { FilePath(bytes: root.bytes + $0.bytes) }
    }
}
