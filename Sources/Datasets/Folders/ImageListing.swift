import Foundation

/// The image files in a folder of classes.
struct ImageListing: Sendable {
    /// One file; its class is an index into ``classNames``.
    struct File: Sendable {
        let name: String
        let label: Int
    }

    /// The folder of the classes.
    let root: String

    /// The classes in the order of their labels.
    let classNames: [String]

    /// All files, class after class.
    private(set) var files: [File] = []

    /// Where each class stands in ``files``.
    private var ranges: [Range<Int>]

    /// Lists the images of every class.
    ///
    /// - Throws: ``DatasetError/noClasses(folder:)``, ``DatasetError/emptyClass(folder:)`` or
    ///   ``DatasetError/unknownClass(folder:classCount:)``.
    init(folder: DataFolder, classNames: [String]?) throws(DatasetError) {
        root = folder.path
        let found = try Self.visibleNames(in: folder.path)
            .filter { Self.isFolder(folder.path + "/" + $0) }
        guard !found.isEmpty else { throw .noClasses(folder: folder.path) }
        self.classNames = classNames ?? found
        ranges = [Range<Int>](repeating: 0..<0, count: self.classNames.count)
        let labels = Dictionary(
            zip(self.classNames, 0...), uniquingKeysWith: { first, _ in first })
        for name in found {
            let path = folder.path + "/" + name
            guard let label = labels[name] else {
                throw .unknownClass(folder: path, classCount: self.classNames.count)
            }
            let names = try Self.visibleNames(in: path).filter(Self.isImage)
            guard !names.isEmpty else { throw .emptyClass(folder: path) }
            ranges[label] = files.count..<files.count + names.count
            files += names.map { File(name: $0, label: label) }
        }
    }

    /// Returns the path of an image.
    func path(at index: Int) -> String {
        folder(ofClass: files[index].label) + "/" + files[index].name
    }

    /// Returns the folder of a class.
    func folder(ofClass label: Int) -> String {
        root + "/" + classNames[label]
    }

    /// Returns the images of the class of one, from this one on and around to the one before it.
    func classmates(of index: Int) -> [Int] {
        let range = ranges[files[index].label]
        return Array(index..<range.upperBound) + Array(range.lowerBound..<index)
    }

    /// Returns the names in a folder that do not start with a dot, in the order of their bytes.
    private static func visibleNames(in path: String) throws(DatasetError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unreadableFile(file: path, reason: "the folder cannot be listed")
        }
        return names.filter { !$0.hasPrefix(".") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    private static func isImage(_ name: String) -> Bool {
        let name = name.lowercased()
        return [".jpg", ".jpeg", ".png"].contains { name.hasSuffix($0) }
    }
}
