import Foundation

/// A file being written, lent to the closure of ``AtomicFile/write(to:_:)``.
///
/// It cannot be copied or kept, so nothing is written after the file is complete.
public struct OutputFile: ~Copyable {
    /// The temporary path that the bytes go to.
    let temporaryPath: String
    /// The path that the file will have, for errors.
    private let path: String
    private let descriptor: Int32

    /// The longest single write: systems refuse or shorten one of 2 GiB.
    private static let chunkSize = 1 << 30

    /// Opens a new hidden file in the folder of `path`.
    init(for path: String) throws(FileError) {
        self.path = path
        do throws(SystemFailure) {
            (temporaryPath, descriptor) = try openTemporary(in: parentFolder(of: path))
        } catch {
            throw .cannotWrite(path: path, code: error.code)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Appends bytes to the file.
    ///
    /// - Parameter bytes: What to append. Contiguous collections (`[UInt8]`, `Data`, a string's
    ///   `utf8`, a raw buffer) are written without a copy.
    /// - Throws: ``FileError/cannotWrite(path:code:)`` if the disk is full or fails.
    public borrowing func append(_ bytes: some Collection<UInt8>) throws(FileError) {
        let descriptor = descriptor
        let code =
            bytes.withContiguousStorageIfAvailable { Self.writeAll($0, to: descriptor) }
            ?? Array(bytes).withUnsafeBufferPointer { Self.writeAll($0, to: descriptor) }
        if code != 0 { throw .cannotWrite(path: path, code: code) }
    }

    /// Waits until the bytes are on the disk.
    borrowing func sync() throws(FileError) {
        if fsync(descriptor) != 0 { throw .cannotWrite(path: path, code: errno) }
    }

    /// Writes every byte of `bytes` and returns 0, or the error number of the failure.
    private static func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32
    {
        var rest = UnsafeRawBufferPointer(bytes)[...]
        while !rest.isEmpty {
            let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(chunkSize))
            let written = write(descriptor, chunk.baseAddress, chunk.count)
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}

/// Creates a hidden file in `folder` that no other writer uses, and returns its path and
/// descriptor.
///
/// The name holds the process id and a number: another thread, or a file that a killed process of
/// the same id left behind, only moves the number on.
func openTemporary(in folder: String) throws(SystemFailure) -> (path: String, descriptor: Int32) {
    var number = 0
    while true {
        let path = "\(folder)/.partial-\(getpid())-\(number)"
        do throws(SystemFailure) {
            return (path, try openDescriptor(path, flags: O_WRONLY | O_CREAT | O_EXCL))
        } catch {
            if error.code != EEXIST { throw error }
            number += 1
        }
    }
}
