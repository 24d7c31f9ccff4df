import Foundation

/// Creates the folder at `path` with the missing folders above it, and makes sure that files can
/// be created in it.
///
/// A folder that is already there is fine. Permission bits say little (they do not bind the root
/// user, and a read-only file system ignores them), so a hidden file is created and removed.
///
/// - Parameter path: The folder to create.
/// - Throws: ``FileError/cannotMakeFolder(path:code:)``,
///   ``FileError/notAFolder(path:kind:)`` if something else has the name, or
///   ``FileError/unwritableFolder(path:code:)``.
public func makeFolder(at path: String) throws(FileError) {
    if path.utf8.contains(0) { throw .cannotMakeFolder(path: path, code: EINVAL) }
    let code = createFolders(path)
    let kind = FileKind.found(at: path, followingLinks: true)
    if code == EEXIST, let kind, kind != .folder { throw .notAFolder(path: path, kind: kind) }
    if code != 0, kind != .folder { throw .cannotMakeFolder(path: path, code: code) }
    do throws(SystemFailure) {
        let probe = try openTemporary(in: path)
        close(probe.descriptor)
        unlink(probe.path)
    } catch {
        throw .unwritableFolder(path: path, code: error.code)
    }
}

/// Creates `path` and, where they are missing, the folders above it; returns 0 or the error number.
private func createFolders(_ path: String) -> Int32 {
    if mkdir(path, 0o777) == 0 { return 0 }
    let code = errno
    let parent = parentFolder(of: path)
    guard code == ENOENT, parent != path, parent != "." else { return code }
    let parentCode = createFolders(parent)
    if parentCode != 0, parentCode != EEXIST { return parentCode }
    return mkdir(path, 0o777) == 0 ? 0 : errno
}
