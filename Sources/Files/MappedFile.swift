import Foundation

/// The bytes of a file, mapped into memory: pages are read when they are first touched.
///
/// The mapping keeps the file's content alive after it is removed or replaced by
/// ``AtomicFile``. A file that another program *shortens in place* while it is mapped ends the
/// process when the lost pages are touched; this is how memory maps work.
public final class MappedFile: Sendable {
    /// Where the file was opened.
    public let path: String
    /// The size in bytes when the file was opened.
    public let byteCount: Int
    /// Where the mapping starts, as a number; 0 for an empty file, which has no mapping.
    private let address: UInt

    /// Opens and maps the regular file at `path`, following symbolic links.
    ///
    /// - Parameter path: The file to map.
    /// - Throws: ``FileError/cannotRead(path:code:)``, or ``FileError/notAFile(path:kind:)`` for
    ///   folders, pipes and devices.
    public convenience init(path: String) throws(FileError) {
        try self.init(path: FilePath(path))
    }

    /// Opens and maps the regular file at `path`, which need not be text.
    ///
    /// - Throws: As ``init(path:)-(String)``.
    public init(path: FilePath) throws(FileError) {
        let (descriptor, size) = try openForReading(path)
        defer { close(descriptor) }
        let path = "\(path)"
        self.path = path
        byteCount = size
        guard size > 0 else {
            address = 0
            return
        }
        let pointer = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let pointer, pointer != MAP_FAILED else {
            throw .cannotRead(path: path, code: errno)
        }
        address = UInt(bitPattern: pointer)
    }

    /// Takes a copy of bytes in memory, for readers that read files.
    ///
    /// - Parameters:
    ///   - bytes: What the file would hold.
    ///   - place: What stands for a path in messages.
    /// - Throws: ``FileError/cannotRead(path:code:)`` where there is no memory.
    public init(copying bytes: UnsafeRawBufferPointer, place: String) throws(FileError) {
        path = place
        byteCount = bytes.count
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            address = 0
            return
        }
        let pointer = mmap(
            nil, bytes.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pointer, pointer != MAP_FAILED else {
            throw .cannotRead(path: place, code: errno)
        }
        pointer.copyMemory(from: start, byteCount: bytes.count)
        address = UInt(bitPattern: pointer)
    }

    deinit {
        if address != 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), byteCount) }
    }

    /// Calls `body` with the bytes of the file.
    ///
    /// - Parameter body: Gets the bytes; the pointer is valid only inside it.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = UnsafeRawPointer(bitPattern: address)
        return try body(UnsafeRawBufferPointer(start: start, count: byteCount))
    }
}
