import Foundation

/// A fresh folder that is removed with the object.
public final class TemporaryFolder {
    /// The path of the folder.
    public let path: String

    private let root: String

    /// Creates a folder whose path ends in `name`.
    public init(named name: String = "folder") throws {
        root = FileManager.default.temporaryDirectory.path + "/pdp-tests-\(UUID().uuidString)"
        path = root + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Returns the path of `name` inside the folder.
    public func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file.
    public func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }

    /// The names in the folder, hidden ones included, sorted.
    public var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    /// The paths of all files below the folder `name`, hidden ones included, sorted.
    public func files(below name: String) -> [String] {
        let paths = try? FileManager.default.subpathsOfDirectory(atPath: self.path(name))
        return (paths ?? []).filter { path in
            var isFolder: ObjCBool = false
            let file = self.path(name) + "/" + path
            return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}
