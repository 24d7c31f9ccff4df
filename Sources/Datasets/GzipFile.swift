import CZlib
import Files

/// A file that is read from its start in pieces, unpacked on the way if it is a gzip file.
///
/// Whether it is one is told from its first two bytes, not from its name. Memory grows with the
/// bytes that really arrive, and those of a gzip file are limited, so neither a header's claim nor a
/// decompression bomb can exhaust it.
struct GzipFile: ~Copyable {
    /// The path as the user wrote it.
    let path: String

    /// Bytes on the disk.
    let fileSize: Int

    /// zlib's handle; owned, closed in `deinit`.
    private let handle: gzFile

    /// Opens a file.
    ///
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` or
    ///   ``DatasetError/notAFile(file:kind:)``.
    init(path: String) throws(DatasetError) {
        let opened: (descriptor: Int32, size: Int)
        do throws(FileError) {
            opened = try openForReading(path)
        } catch {
            throw DatasetError(error)
        }
        guard let handle = gzdopen(opened.descriptor, "rb") else {
            throw .unreadableFile(file: path, reason: "it cannot be opened")
        }
        self.path = path
        fileSize = opened.size
        self.handle = handle
        gzbuffer(handle, 1 << 17)
    }

    deinit {
        gzclose(handle)
    }

    /// The most bytes that can come out of the file: deflate packs at most 1,032 into one.
    ///
    /// Source: Gailly and Adler, "zlib technical details", maximum compression factor.
    var largestContentSize: Int {
        fileSize.multipliedReportingOverflow(by: 1032).overflow ? Int.max : fileSize * 1032
    }

    /// The most bytes that are unpacked: 64 MiB, more than MNIST has, or twenty times the file.
    ///
    /// Text and images pack two to ten to one; a thousand to one is a bomb.
    private var allowedContentSize: Int { max(1 << 26, 20 * min(fileSize, Int.max / 20)) }

    /// Returns the next `count` bytes, fewer only where the file ends before.
    ///
    /// - Throws: ``DatasetError/corruptGzip(file:reason:)``,
    ///   ``DatasetError/inflated(file:fileSize:allowed:)`` or
    ///   ``DatasetError/unreadableFile(file:reason:)``.
    func read(count: Int) throws(DatasetError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try readPiece(count: min(count - bytes.count, max(bytes.count, 1 << 20)))
            if piece.isEmpty { break }
            if bytes.isEmpty { bytes = piece } else { bytes.append(contentsOf: piece) }
        }
        return bytes
    }

    /// Returns up to `count` bytes, none only at the end of the file.
    private func readPiece(count: Int) throws(DatasetError) -> [UInt8] {
        let limit = min(count, 1 << 30)
        var status: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: limit) { buffer, readCount in
            status = gzread(handle, buffer.baseAddress, UInt32(limit))
            readCount = max(0, Int(status))
        }
        // A compressed stream that stops in its middle is an error only after its last byte.
        let (code, reason) = lastError()
        if status < 0 || (status < limit && code == Z_BUF_ERROR) {
            throw code == Z_ERRNO
                ? .unreadableFile(file: path, reason: reason)
                : .corruptGzip(file: path, reason: reason)
        }
        guard gzdirect(handle) == 1 || gztell(handle) <= allowedContentSize else {
            throw .inflated(file: path, fileSize: fileSize, allowed: allowedContentSize)
        }
        return piece
    }

    /// Returns zlib's last status and its message without the name that it puts in front.
    private func lastError() -> (code: Int32, reason: String) {
        var code: Int32 = Z_OK
        let text = gzerror(handle, &code).map { String(cString: $0) } ?? ""
        // zlib calls a descriptor by its number: "<fd:3>: incorrect data check".
        let parts = text.split(separator: ">: ", maxSplits: 1)
        return (code, text.hasPrefix("<fd:") ? String(parts.last ?? "") : text)
    }
}
