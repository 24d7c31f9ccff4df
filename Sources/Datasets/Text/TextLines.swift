import Foundation

/// The lines of a file in UTF-8, plain or gzip, from the first to the last.
///
/// A line ends at a line feed, with or without a carriage return before it; the last may lack its
/// end. A byte order mark at the start is dropped. Sizes are limited so that neither a device nor a
/// damaged file can exhaust the memory.
struct TextLines {
    /// The path as the user wrote it.
    let file: String

    /// The number of the line that ``next()`` returned last, counted from 1; 0 before the first.
    private(set) var number = 0

    private let bytes: [UInt8]

    /// Where the next line starts.
    private var start: Int

    /// The longest line allowed, in bytes: far more than a sentence, far less than a file.
    static let longestLine = 1 << 20

    /// The largest text file allowed, in bytes after unpacking; SNLI's training file has 0.5 GB.
    static let largestFile = 1 << 30

    /// Reads a file.
    ///
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a file that is missing, too large
    ///   or empty, and what ``GzipFile`` throws.
    init(file: String, largestSize: Int = largestFile) throws(DatasetError) {
        self.file = file
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            throw TextProblem.missing.error(file: file)
        }
        guard !isFolder.boolValue else { throw TextProblem.folder.error(file: file) }
        let opened = try GzipFile(path: file)
        bytes = try opened.read(count: largestSize + 1)
        guard bytes.count <= largestSize else {
            throw TextProblem.tooLarge(allowedByteCount: largestSize).error(file: file)
        }
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard start < bytes.count else { throw TextProblem.empty.error(file: file) }
    }

    /// Returns the next line without its end, `nil` after the last.
    ///
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a line that is too long or not
    ///   UTF-8.
    mutating func next() throws(DatasetError) -> String? {
        guard start < bytes.count else { return nil }
        number += 1
        var end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let line = start
        start = end + 1
        if end > line, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        guard end - line <= Self.longestLine else {
            throw problem(.longLine(line: number, allowedByteCount: Self.longestLine))
        }
        guard let text = String(bytes: bytes[line..<end], encoding: .utf8) else {
            throw problem(.invalidUTF8(line: number))
        }
        return text
    }

    /// Returns the error that names the file.
    func problem(_ problem: TextProblem) -> DatasetError {
        problem.error(file: file)
    }
}
