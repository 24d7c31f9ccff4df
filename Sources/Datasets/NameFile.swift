package import Files

/// Reads small files that name classes, a line for each.
package enum NameFile {
    /// The most bytes of such a file.
    private static let largestSize = 1 << 16

    /// Returns the lines that are not empty, without spaces around them.
    ///
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)``, also for a larger file, or
    ///   ``DatasetError/notAFile(file:kind:)``.
    package static func lines(of path: FilePath) throws(DatasetError) -> [String] {
        let size = byteCount(ofFile: path) ?? 0
        guard size <= largestSize else {
            throw .unreadableFile(
                file: "\(path)",
                reason: "it has \(size) bytes; names of classes may have \(largestSize)")
        }
        do throws(FileError) {
            return String(decoding: try readFile(at: path), as: UTF8.self)
                .split(whereSeparator: \.isNewline)
                .map { line in
                    let start = line.drop(while: \.isWhitespace)
                    return String(start.reversed().drop(while: \.isWhitespace).reversed())
                }
                .filter { !$0.isEmpty }
        } catch {
            throw DatasetError(error)
        }
    }
}
