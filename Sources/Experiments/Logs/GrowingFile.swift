import Files
import Foundation

/// A file to which records are appended, each whole or, after a failure, with the next one.
final class GrowingFile {
    private let path: String
    private var descriptor: Int32 = -1
    private var byteCount = 0
    private var pending: [UInt8] = []

    /// What is kept in memory while a disk takes nothing; above it, the oldest is lost.
    private static let longestPending = 16 << 20

    /// Names the file at `path`; nothing is opened before the first record.
    init(path: String) {
        self.path = path
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Keeps the first bytes of what the file at `path` holds, as many as `kept` says of all.
    func keep(_ kept: ([UInt8]) -> Int) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let bytes = try readFile(at: path)
        let count = kept(bytes)
        guard count < bytes.count else { return }
        if truncate(path, off_t(count)) != 0 {
            throw FileError.cannotWrite(path: path, code: errno)
        }
    }

    /// Appends a record, after those that could not be written before.
    func append(_ record: [UInt8]) throws {
        if pending.count + record.count > Self.longestPending { pending = [] }
        pending += record
        try open()
        var written = 0
        while written < pending.count {
            let count = pending.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: written), pending.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                let code = errno
                ftruncate(descriptor, off_t(byteCount))
                throw FileError.cannotWrite(path: path, code: code)
            }
        }
        byteCount += written
        pending = []
    }

    /// Waits until all is on the disk.
    func sync() throws {
        guard descriptor >= 0, fsync(descriptor) != 0 else { return }
        throw FileError.cannotWrite(path: path, code: errno)
    }

    private func open() throws {
        guard descriptor < 0 else { return }
        let opened = Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard opened >= 0 else { throw FileError.cannotWrite(path: path, code: errno) }
        descriptor = opened
        byteCount = Int(lseek(opened, 0, SEEK_END))
    }
}
