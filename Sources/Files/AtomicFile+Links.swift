import Foundation

extension AtomicFile {
    /// Gives the file at `path` the second name `other`, in one step; a file that has that name gives
    /// it up. Where the file system has no such links, `other` becomes a copy.
    ///
    /// - Parameters:
    ///   - path: A file that is replaced, and never changed, while it has both names.
    ///   - other: The second name; its folder must exist and be on the same file system.
    /// - Throws: ``FileError/cannotWrite(path:code:)``, and what reading the file throws where it is
    ///   copied.
    public static func link(_ path: String, as other: String) throws {
        let temporary = parentFolder(of: other) + "/.partial-\(getpid())-link"
        unlink(temporary)
        guard Foundation.link(path, temporary) == 0 else {
            let code = errno
            guard [EPERM, ENOTSUP, EMLINK, ENOSYS].contains(code) else {
                throw FileError.cannotWrite(path: other, code: code)
            }
            return try MappedFile(path: path).withUnsafeBytes { try write($0, to: other) }
        }
        // Renaming one name of a file over another one does nothing and leaves both.
        defer { unlink(temporary) }
        if rename(temporary, other) != 0 {
            throw FileError.cannotWrite(path: other, code: errno)
        }
    }

    /// Removes what writers that were killed have left in `folder`. No other process may be writing
    /// there.
    public static func removeRemains(in folder: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix(".partial-") { unlink(folder + "/" + name) }
    }
}
