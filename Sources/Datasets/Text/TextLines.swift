import Foundation

/// The lines of a file in UTF-8, plain or gzip.
///
/// A line ends at a line feed, with or without a carriage return before it; the last may lack its
/// end. A byte order mark at the start is dropped. Sizes are limited so that neither a device nor a
/// damaged file can exhaust the memory.
struct TextLines {
    /// The path as the user wrote it.
    let file: String

    private let bytes: [UInt8]
    private let ranges: [Range<Int>]

    /// The longest line allowed, in bytes: far more than a sentence, far less than a file.
    static let longestLine = 1 << 20

    /// The largest text file allowed, in bytes after unpacking; SNLI's training file has 0.5 GB.
    static let largestFile = 1 << 30

    /// Reads a file.
    ///
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a file that is missing, too
    ///   large, empty or has a line that is too long, and what ``GzipFile`` throws.
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
        ranges = Self.split(bytes)
        guard !ranges.isEmpty else { throw TextProblem.empty.error(file: file) }
        guard let long = ranges.firstIndex(where: { $0.count > Self.longestLine }) else { return }
        throw TextProblem.longLine(line: long + 1, allowedByteCount: Self.longestLine)
            .error(file: file)
    }

    /// How many lines there are, at least 1.
    var count: Int { ranges.count }

    /// Returns the bytes of a line without its end; `index` counts from 0.
    func bytes(at index: Int) -> ArraySlice<UInt8> {
        bytes[ranges[index]]
    }

    /// Returns a line without its end; `index` counts from 0.
    func text(at index: Int) throws(DatasetError) -> String {
        guard let text = String(bytes: bytes(at: index), encoding: .utf8) else {
            throw TextProblem.invalidUTF8(line: index + 1).error(file: file)
        }
        return text
    }

    private static func split(_ bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let hasReturn = end > start && bytes[end - 1] == UInt8(ascii: "\r")
            ranges.append(start..<(hasReturn ? end - 1 : end))
            start = end + 1
        }
        return ranges
    }
}
