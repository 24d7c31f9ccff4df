import Foundation

/// Returns the whole content of the regular file at `path`, following symbolic links.
///
/// For small files; ``MappedFile`` reads a large one without holding it in memory.
///
/// - Parameter path: The file to read.
/// - Returns: The bytes up to the end of the file.
/// - Throws: ``FileError/cannotRead(path:code:)``, or ``FileError/notAFile(path:kind:)`` for
///   folders, pipes and devices.
public func readFile(at path: String) throws(FileError) -> [UInt8] {
    try readFile(at: FilePath(path))
}

/// Returns the whole content of the regular file at `path`, following symbolic links.
///
/// - Throws: As ``readFile(at:)-(String)``.
public func readFile(at path: FilePath) throws(FileError) -> [UInt8] {
    let (descriptor, size) = try openForReading(path)
    defer { close(descriptor) }
    // One byte more than the size shows the end of the file without growing.
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var count = 0
    while true {
        let room = count..<bytes.count
        let readCount = bytes.withUnsafeMutableBytes { buffer in
            read(
                descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[room]).baseAddress,
                room.count)
        }
        if readCount == 0 { break }
        if readCount < 0, errno != EINTR { throw .cannotRead(path: "\(path)", code: errno) }
        count += max(readCount, 0)
        if count == bytes.count { bytes += [UInt8](repeating: 0, count: count) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}

/// Opens the regular file at `path` and returns its descriptor, owned by the caller, and its size
/// in bytes.
///
/// For readers of other libraries that take a descriptor. The kind and the size are those of the
/// opened file, so a change of the name in between cannot mix two files up; opening never waits for
/// the other end of a pipe.
///
/// - Parameter path: The file to open.
/// - Returns: The descriptor, to be closed by the caller, and the size of the file.
/// - Throws: ``FileError/cannotRead(path:code:)``, or ``FileError/notAFile(path:kind:)`` for
///   folders, pipes and devices.
public func openForReading(_ path: String) throws(FileError) -> (descriptor: Int32, size: Int) {
    try openForReading(FilePath(path))
}

/// Opens the regular file at `path` as ``openForReading(_:)-(String)`` does.
public func openForReading(_ path: FilePath) throws(FileError) -> (descriptor: Int32, size: Int) {
    let descriptor: Int32
    do throws(SystemFailure) {
        descriptor = try openDescriptor(path, flags: O_RDONLY | O_NONBLOCK)
    } catch {
        throw .cannotRead(path: "\(path)", code: error.code)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
        let code = errno
        close(descriptor)
        throw .cannotRead(path: "\(path)", code: code)
    }
    let kind = FileKind(mode: status.st_mode)
    guard kind == .regular else {
        close(descriptor)
        throw .notAFile(path: "\(path)", kind: kind)
    }
    return (descriptor, Int(status.st_size))
}
