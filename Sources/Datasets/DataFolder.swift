import Foundation

/// A folder of data files that the user named.
struct DataFolder {
    /// The folder as the user wrote it.
    let path: String

    /// Opens a folder.
    ///
    /// - Throws: ``DatasetError/missingFolder(_:)``, ``DatasetError/notAFolder(_:)``,
    ///   ``DatasetError/emptyFolder(_:)`` or ``DatasetError/unreadableFile(file:reason:)``.
    init(path: String) throws(DatasetError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .missingFolder(path)
        }
        guard isFolder.boolValue else { throw .notAFolder(path) }
        let contents: [String]
        do {
            contents = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unreadableFile(file: path, reason: "the folder cannot be listed")
        }
        guard !contents.isEmpty else { throw .emptyFolder(path) }
        self.path = path
    }

    /// The folder's own name, also where the path is `.` or ends in a slash.
    var name: String {
        URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    }

    /// Returns the first of the folders with these names that this folder holds.
    ///
    /// - Throws: ``DatasetError/missingSplit(folder:names:)``, or what opening it throws.
    func subfolder(named names: [String]) throws(DatasetError) -> DataFolder {
        for name in names where FileManager.default.fileExists(atPath: path + "/" + name) {
            return try DataFolder(path: path + "/" + name)
        }
        throw .missingSplit(folder: path, names: names)
    }

    /// Returns the path of the first of `names` that the folder holds.
    ///
    /// - Throws: ``DatasetError/missingFile(folder:names:)``.
    func file(named names: [String]) throws(DatasetError) -> String {
        for name in names {
            let file = path + "/" + name
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder),
                !isFolder.boolValue
            {
                return file
            }
        }
        throw .missingFile(folder: path, names: names)
    }
}
