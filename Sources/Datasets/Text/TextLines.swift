import Foundation

/// The lines of a file in UTF-8, plain or gzip, from the first to the last.
///
/// A line ends at a line feed, with or without a carriage return before it; the last may lack its
/// end. A byte order mark at the start is dropped. Only a piece of the file is in memory at a time,
/// and sizes are limited, so that a damaged file cannot exhaust it.
package struct TextLines: ~Copyable {
    /// The path as the user wrote it.
    var file: String { source.path }

    /// The number of the line that ``next()`` returned last, counted from 1; 0 before the first.
    private(set) var number = 0

    private let source: GzipFile
    private let largestSize: Int

    /// The bytes that have been read from the file.
    private var readCount = 0

    /// What has been read and not yet returned, from ``start`` on.
    private var bytes: [UInt8] = []

    /// Where the next line starts.
    private var start = 0
    private var isAtEnd = false

    /// The bytes that are read in one go.
    private static let pieceSize = 1 << 20

    /// The longest line allowed, in bytes: far more than a sentence, far less than a file.
    static let longestLine = 1 << 20

    /// The largest text file allowed, in bytes after unpacking; SNLI's training file has 0.5 GB.
    static let largestFile = 1 << 30

    /// Opens a file and reads its first piece.
    ///
    /// - Throws: ``DatasetError/invalidText(file:reason:)`` for a file that is empty or too large,
    ///   and what ``GzipFile`` throws.
    static func open(
        _ file: String, largestSize: Int = largestFile
    ) throws(DatasetError) -> TextLines {
        var lines = TextLines(try GzipFile(path: file), largestSize: largestSize)
        guard lines.source.fileSize <= largestSize else {
            throw lines.problem(.tooLarge(allowedByteCount: largestSize))
        }
        try lines.refill()
        lines.start = lines.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard lines.start < lines.bytes.count else { throw lines.problem(.empty) }
        return lines
    }

    private init(_ source: consuming GzipFile, largestSize: Int) {
        self.source = source
        self.largestSize = largestSize
    }

    /// Returns the next line without its end, `nil` after the last.
    ///
    /// - Throws: ``DatasetError/invalidText(file:reason:)`` for a line that is too long or not
    ///   UTF-8, or a file that is too large.
    mutating func next() throws(DatasetError) -> String? {
        var newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
        while newline == nil, !isAtEnd, bytes.count - start <= Self.longestLine + 1 {
            let searchedCount = bytes.count - start
            try refill()
            newline = bytes[searchedCount...].firstIndex(of: UInt8(ascii: "\n"))
        }
        guard start < bytes.count else { return nil }
        number += 1
        var end = newline ?? bytes.count
        let line = start
        start = min(end + 1, bytes.count)
        if end > line, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        guard end - line <= Self.longestLine else {
            throw problem(.longLine(line: number, allowedByteCount: Self.longestLine))
        }
        guard let text = String(bytes: bytes[line..<end], encoding: .utf8) else {
            throw problem(.invalidUTF8(line: number))
        }
        return text
    }

    /// Lets go of the lines that have been returned, and reads on.
    private mutating func refill() throws(DatasetError) {
        let piece = try source.read(count: Self.pieceSize)
        readCount += piece.count
        guard readCount <= largestSize else {
            throw problem(.tooLarge(allowedByteCount: largestSize))
        }
        isAtEnd = piece.count < Self.pieceSize
        bytes.removeSubrange(..<start)
        bytes += piece
        start = 0
    }

    /// Returns the error that names the file.
    func problem(_ problem: TextProblem) -> DatasetError {
        problem.error(file: file)
    }
}

extension TextLines {
    /// All lines of a file.
    ///
    /// - Throws: As ``open(_:largestSize:)`` and ``next()``.
    package static func all(of file: String) throws(DatasetError) -> [String] {
        var lines = try open(file)
        var result: [String] = []
        while let line = try lines.next() { result.append(line) }
        return result
    }
}
