import Foundation

/// What stands at a path.
public enum FileKind: String, Equatable, Sendable {
    /// A regular file, the only kind that is read or replaced.
    case regular = "a regular file"
    /// A folder.
    case folder = "a folder"
    /// A symbolic link; reading follows it.
    case symbolicLink = "a symbolic link"
    /// A named pipe.
    case pipe = "a pipe"
    /// A character or block device.
    case device = "a device"
    /// A socket.
    case socket = "a socket"

    /// Reads the kind from the mode that `stat` gives.
    init(mode: mode_t) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
    }

    /// Looks at what stands at `path`.
    ///
    /// - Parameters:
    ///   - path: The path to look at.
    ///   - followingLinks: Whether a symbolic link stands for what it points to.
    /// - Returns: The kind, or `nil` where nothing stands or it cannot be looked at.
    static func found(at path: String, followingLinks: Bool) -> FileKind? {
        var status = stat()
        let result = followingLinks ? stat(path, &status) : lstat(path, &status)
        return result == 0 ? FileKind(mode: status.st_mode) : nil
    }
}
