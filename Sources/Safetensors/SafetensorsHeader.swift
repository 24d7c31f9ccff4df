import Foundation

/// The checked header of a safetensors file.
///
/// Source: the format's description and reference implementation,
/// https://github.com/huggingface/safetensors. Stricter than the reference implementation, which
/// takes the last of two tensors of one name, skips space before the header's '{' and unknown keys
/// of a tensor, and has no limit to the number of axes; all four are refused here.
struct SafetensorsHeader {
    /// The reserved name under which the metadata stands.
    static let metadataName = "__metadata__"
    /// The longest header, the reference implementation's limit.
    static let maximumByteCount = 100_000_000

    private(set) var metadata: [String: String] = [:]
    /// The tensors in the order of their bytes.
    private(set) var entries: [SafetensorsEntry] = []
    /// Where the data starts, counted from the start of the file.
    let dataStart: Int

    /// Reads and checks the header of a file's bytes.
    init(parsing file: UnsafeRawBufferPointer) throws(FormatProblem) {
        guard file.count >= 8 else { throw .tooShort(byteCount: file.count) }
        let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        guard length <= Self.maximumByteCount else { throw .headerTooLong(byteCount: length) }
        guard length <= file.count - 8 else {
            throw .headerBeyondFile(byteCount: length, available: file.count - 8)
        }
        dataStart = 8 + Int(length)
        let text = UnsafeRawBufferPointer(rebasing: file[8..<dataStart])
        guard String(bytes: text, encoding: .utf8) != nil else { throw .headerNotUTF8 }
        guard text.first == UInt8(ascii: "{") else { throw .headerNotObject }
        try parse(HeaderScanner(text))
        try arrange(dataByteCount: file.count - dataStart)
    }

    /// Reads the outer object into `metadata` and `entries`.
    private mutating func parse(_ text: HeaderScanner) throws(FormatProblem) {
        var scanner = text
        var names: Set<String> = []
        var hasMore = try scanner.openObject()
        while hasMore {
            let name = try scanner.key()
            guard names.insert(name).inserted else { throw .duplicateName(name) }
            if name == Self.metadataName {
                metadata = try Self.metadata(&scanner)
            } else {
                entries.append(try Self.entry(named: name, &scanner))
            }
            hasMore = try scanner.nextMember()
        }
        try scanner.expectEnd()
    }

    /// Reads the metadata, an object of strings.
    private static func metadata(
        _ scanner: inout HeaderScanner
    ) throws(FormatProblem) -> [String: String] {
        var metadata: [String: String] = [:]
        guard scanner.isNext("{") else { throw .invalidMetadata(key: nil) }
        var hasMore = try scanner.openObject()
        while hasMore {
            let key = try scanner.key()
            guard scanner.isNext("\"") else { throw .invalidMetadata(key: key) }
            let value = try scanner.string()
            guard metadata.updateValue(value, forKey: key) == nil else {
                throw .duplicateMetadata(key: key)
            }
            hasMore = try scanner.nextMember()
        }
        return metadata
    }

    /// Puts the entries in the order of their bytes, and makes sure that together they cover the
    /// data once.
    ///
    /// Tensors without elements have equal offsets; they keep the header's order.
    private mutating func arrange(dataByteCount: Int) throws(FormatProblem) {
        let order = entries.indices.sorted { left, right in
            let (a, b) = (entries[left].byteRange, entries[right].byteRange)
            return (a.lowerBound, a.upperBound, left) < (b.lowerBound, b.upperBound, right)
        }
        entries = order.map { entries[$0] }
        var end = 0
        for entry in entries {
            let (name, range) = (entry.name, entry.byteRange)
            if range.upperBound > dataByteCount {
                throw .beyondData(
                    tensor: name, end: range.upperBound, dataByteCount: dataByteCount)
            }
            if range.lowerBound < end {
                throw .overlap(tensor: name, begin: range.lowerBound, previousEnd: end)
            }
            if range.lowerBound > end {
                throw .hole(tensor: name, begin: range.lowerBound, previousEnd: end)
            }
            end = range.upperBound
        }
        if end < dataByteCount { throw .trailingBytes(count: dataByteCount - end) }
    }
}
