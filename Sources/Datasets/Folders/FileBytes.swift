import Foundation

/// Reads whole files of limited size.
enum FileBytes {
    /// Returns the bytes of a file.
    ///
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)``, also for what is no regular file, or
    ///   ``DatasetError/giantFile(file:found:allowed:)``.
    static func contents(
        ofFile file: String, maximumSize: Int
    ) throws(DatasetError) -> [UInt8] {
        // Opening a pipe must not wait for its other end.
        let descriptor = open(file, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .unreadableFile(file: file, reason: "it cannot be opened")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadableFile(file: file, reason: "it is not a regular file")
        }
        let size = Int(status.st_size)
        guard size <= maximumSize else {
            throw .giantFile(file: file, found: size, allowed: maximumSize)
        }
        var isComplete = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[count..<size])
                let readCount = read(descriptor, rest.baseAddress, rest.count)
                guard readCount > 0 else { break }
                count += readCount
            }
            isComplete = count == size
        }
        guard isComplete else {
            throw .unreadableFile(file: file, reason: "it cannot be read to its end")
        }
        return bytes
    }
}
