import Foundation

/// A fresh folder that is removed with the object.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/command-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Returns the path of `name` inside the folder.
    func path(_ name: String) -> String { path + "/" + name }

    /// The paths of all files below the folder `name`, hidden ones included, sorted.
    func files(below name: String) -> [String] {
        let paths = try? FileManager.default.subpathsOfDirectory(atPath: self.path(name))
        return (paths ?? []).filter { path in
            var isFolder: ObjCBool = false
            let file = self.path(name) + "/" + path
            return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}
