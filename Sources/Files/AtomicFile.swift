import Foundation

/// Writes files that are under their name whole or not at all.
///
/// The bytes go to a hidden file in the same folder, are synced to the disk, and then take the
/// final name in one step; the folder is synced last. After a failure the hidden file is removed
/// and whatever had the name before is untouched. A process that is killed leaves at most the
/// hidden file, `.partial-` with its process id.
///
/// A symbolic link at the path is replaced, not followed. Folders, pipes and devices are refused.
public enum AtomicFile {
    /// Writes `bytes` as the whole content of the file at `path`.
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - path: The final path; its folder must exist.
    /// - Throws: ``FileError/cannotWrite(path:code:)`` or ``FileError/cannotReplace(path:kind:)``.
    public static func write(_ bytes: some Collection<UInt8>, to path: String) throws {
        try write(to: path) { file in try file.append(bytes) }
    }

    /// Writes the file at `path` piece by piece.
    ///
    /// - Parameters:
    ///   - path: The final path; its folder must exist.
    ///   - body: Appends the content in order. An error it throws ends the writing.
    /// - Throws: ``FileError/cannotWrite(path:code:)``, ``FileError/cannotReplace(path:kind:)``, or
    ///   what `body` throws.
    public static func write(
        to path: String, _ body: (borrowing OutputFile) throws -> Void
    ) throws {
        if path.utf8.contains(0) { throw FileError.cannotWrite(path: path, code: EINVAL) }
        let kind = FileKind.found(at: path, followingLinks: false)
        if let kind, kind != .regular, kind != .symbolicLink {
            throw FileError.cannotReplace(path: path, kind: kind)
        }
        let file = try OutputFile(for: path)
        do {
            try body(file)
            try file.sync()
            if rename(file.temporaryPath, path) != 0 {
                throw FileError.cannotWrite(path: path, code: errno)
            }
        } catch {
            unlink(file.temporaryPath)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Waits until the new name is on the disk.
    ///
    /// A folder that may be written but not listed cannot be opened for this, and some file systems
    /// do not sync folders (`EINVAL`); the file itself is complete in both cases.
    private static func syncFolder(of path: String) throws(FileError) {
        let flags = O_RDONLY | O_DIRECTORY
        guard let descriptor = try? openDescriptor(parentFolder(of: path), flags: flags) else {
            return
        }
        defer { close(descriptor) }
        if fsync(descriptor) != 0, errno != EINVAL {
            throw .cannotWrite(path: path, code: errno)
        }
    }
}
