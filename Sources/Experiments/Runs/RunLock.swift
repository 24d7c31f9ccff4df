import Files
import Foundation

/// Keeps a run folder to one process.
///
/// The lock is the system's, on the file `.lock` in the folder: it goes with the process, however
/// that ends, so a file that a killed process or a machine that lost power left behind locks
/// nothing. The process and host in the file are there for people. On network file systems the
/// server keeps the lock, for all machines, where it can; on one without locks nothing is locked.
final class RunLock {
    private let path: String
    private let descriptor: Int32

    /// Locks the folder at `folder`, which must be there.
    ///
    /// - Returns: `nil` where the file system has no locks.
    /// - Throws: ``RunError/folderLocked(folder:holder:)`` while another process has the lock,
    ///   and `FileError` if the file cannot be written.
    init?(folder: String) throws {
        path = Self.path(in: folder)
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw FileError.cannotWrite(path: path, code: errno) }
            let hasLock: Bool
            do {
                hasLock = try Self.lock(descriptor, exclusively: true, folder: folder)
            } catch {
                close(descriptor)
                throw error
            }
            guard hasLock else {
                close(descriptor)
                return nil
            }
            // The holder before may have removed the file between opening and locking it.
            if Self.isFile(at: path, of: descriptor) {
                self.descriptor = descriptor
                break
            }
            close(descriptor)
        }
        let text = Array("process \(getpid()) on \(ProcessInfo.processInfo.hostName)".utf8)
        // A full disk takes the words, not the lock.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    /// Throws ``RunError/folderLocked(folder:holder:)`` if a process has the lock of `folder`.
    static func check(folder: String) throws {
        let descriptor = open(path(in: folder), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = try lock(descriptor, exclusively: false, folder: folder)
    }

    private static func path(in folder: String) -> String { folder + "/.lock" }

    /// Whether the file is locked now; `false` where the file system has no locks.
    private static func lock(_ descriptor: Int32, exclusively: Bool, folder: String) throws -> Bool
    {
        while flock(descriptor, (exclusively ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK {
                throw RunError.folderLocked(folder: folder, holder: holder(of: descriptor))
            }
            if errno != EINTR { return false }
        }
        return true
    }

    private static func holder(of descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self).onOneLine : nil
    }

    private static func isFile(at path: String, of descriptor: Int32) -> Bool {
        var named = stat()
        var opened = stat()
        return stat(path, &named) == 0 && fstat(descriptor, &opened) == 0
            && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
    }
}
