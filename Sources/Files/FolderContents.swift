import Foundation

/// One name in a folder, and what stands there.
public struct FolderEntry: Sendable {
    /// The name, without the folder.
    public let name: FilePath

    /// What stands there; links are not followed.
    public let kind: FileKind
}

/// Returns what the folder at `path` holds, hidden names included, in the order of their bytes.
///
/// - Throws: ``FileError/cannotRead(path:code:)``.
public func contents(ofFolder path: FilePath) throws(FileError) -> [FolderEntry] {
    let folder = path.bytes.contains(0) ? nil : path.withCString { opendir($0) }
    guard let folder else {
        throw .cannotRead(path: "\(path)", code: path.bytes.contains(0) ? EINVAL : errno)
    }
    defer { closedir(folder) }
    var entries: [FolderEntry] = []
    errno = 0
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            FilePath(bytes: bytes.prefix { $0 != 0 })
        }
        if name.bytes != [UInt8(ascii: ".")], name.bytes != [UInt8(ascii: "."), UInt8(ascii: ".")],
            let kind = kind(ofType: Int32(entry.pointee.d_type))
                ?? status(ofFile: path.appending(name), followingLinks: false)?.kind
        {
            entries.append(FolderEntry(name: name, kind: kind))
        }
        errno = 0
    }
    if errno != 0 { throw .cannotRead(path: "\(path)", code: errno) }
    return entries.sorted { $0.name < $1.name }
}

/// The kind that a folder says its entry has; `nil` where it does not say one that matters.
private func kind(ofType type: Int32) -> FileKind? {
    switch type {
    case Int32(DT_REG): .regular
    case Int32(DT_DIR): .folder
    case Int32(DT_LNK): .symbolicLink
    default: nil
    }
}

/// What tells a file or folder from all others, whatever path leads to it.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }
}

/// Looks at what stands at `path`.
///
/// - Parameters:
///   - path: The path to look at.
///   - isFollowing: Whether a symbolic link stands for what it points to.
/// - Returns: The kind and the identity; `nil` where nothing stands or it cannot be looked at.
public func status(
    ofFile path: FilePath, followingLinks isFollowing: Bool = true
) -> (kind: FileKind, identity: FileIdentity)? {
    guard !path.bytes.contains(0) else { return nil }
    var status = stat()
    let result = path.withCString { isFollowing ? stat($0, &status) : lstat($0, &status) }
    return result == 0 ? (FileKind(mode: status.st_mode), FileIdentity(status)) : nil
}

/// Returns the number of bytes of the file at `path`; `nil` where it cannot be looked at.
public func byteCount(ofFile path: FilePath) -> Int? {
    guard !path.bytes.contains(0) else { return nil }
    var status = stat()
    return path.withCString { stat($0, &status) } == 0 ? Int(status.st_size) : nil
}
