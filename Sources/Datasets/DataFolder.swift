import Files

/// A folder of data files that the user named, or a folder inside it.
struct DataFolder {
    /// The folder.
    let path: FilePath

    /// Opens the folder that the user named.
    ///
    /// - Throws: ``DatasetError/missingFolder(_:)``, ``DatasetError/notAFolder(_:)``,
    ///   ``DatasetError/packedArchive(folder:archives:)``, ``DatasetError/emptyFolder(_:)`` or
    ///   ``DatasetError/unreadableFile(file:reason:)``.
    init(path: String) throws(DatasetError) {
        try self.init(FilePath(path))
    }

    /// Opens a folder.
    ///
    /// - Throws: As ``init(path:)``.
    init(_ path: FilePath) throws(DatasetError) {
        guard let kind = status(ofFile: path)?.kind else { throw .missingFolder("\(path)") }
        guard kind == .folder else {
            throw path.isOfArchive
                ? .packedArchive(folder: nil, archives: ["\(path)"]) : .notAFolder("\(path)")
        }
        guard try !entries(of: path).isEmpty else { throw .emptyFolder("\(path)") }
        self.path = path
    }

    /// The folder's own name, also where the path is `.` or ends in a slash; that of the folder around
    /// it where the name only says how files are packed, as in `MNIST/raw`.
    var name: String {
        var names = path.absolute.bytes.split(separator: UInt8(ascii: "/")).reversed()[...]
        let general = ["raw", "processed", "gzip"]
        if let last = names.first, general.contains("\(FilePath(bytes: last))") {
            names = names.dropFirst()
        }
        return names.first.map { "\(FilePath(bytes: $0))" } ?? "/"
    }

    /// Returns the path of the first of `names` that the folder holds as a file, as text.
    ///
    /// - Throws: ``DatasetError/missingFile(folder:names:)``.
    func file(named names: [String]) throws(DatasetError) -> String {
        String(decoding: try filePath(named: names).bytes, as: UTF8.self)
    }

    /// Returns the path of the first of `names` that the folder holds as a file.
    ///
    /// - Throws: ``DatasetError/missingFile(folder:names:)``.
    func filePath(named names: [String]) throws(DatasetError) -> FilePath {
        for name in names {
            if let kind = status(ofFile: path.appending(name))?.kind, kind != .folder {
                return path.appending(name)
            }
        }
        throw .missingFile(folder: "\(path)", names: names)
    }
}
