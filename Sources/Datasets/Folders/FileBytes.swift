import Files
import Foundation

/// Reads whole files of limited size.
enum FileBytes {
    /// Returns the bytes of a file.
    ///
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)``, also for what is no regular file, or
    ///   ``DatasetError/giantFile(file:found:allowed:)``.
    static func contents(
        ofFile path: FilePath, maximumSize: Int
    ) throws(DatasetError) -> [UInt8] {
        let file = "\(path)"
        let descriptor: Int32
        let size: Int
        do {
            (descriptor, size) = try openForReading(path)
        } catch {
            if case .notAFile = error {
                throw .unreadableFile(file: file, reason: "it is not a regular file")
            }
            throw .unreadableFile(file: file, reason: "it cannot be opened")
        }
        defer { close(descriptor) }
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
