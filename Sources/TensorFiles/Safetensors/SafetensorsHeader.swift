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
    /// The tensors of unknown types, in the order of the header.
    private(set) var unusableTensors: [UnusableTensor] = []
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
        let ranges = try parse(HeaderScanner(text))
        try Self.checkCover(of: ranges, dataByteCount: file.count - dataStart)
        entries = Self.inOrder(entries) { $0.byteRange }
    }

    /// Reads the outer object into `metadata`, `entries` and `unusableTensors`, and returns where the
    /// bytes of each tensor stand.
    private mutating func parse(
        _ text: HeaderScanner
    ) throws(FormatProblem) -> [(name: String, range: Range<Int>)] {
        var scanner = text
        var ranges: [(name: String, range: Range<Int>)] = []
        var names: Set<String> = []
        var hasMore = try scanner.openObject()
        while hasMore {
            let name = try scanner.key()
            guard names.insert(name).inserted else { throw .duplicateName(name) }
            if name == Self.metadataName {
                metadata = try Self.metadata(&scanner)
            } else {
                switch try Self.entry(named: name, &scanner) {
                case .usable(let entry):
                    entries.append(entry)
                    ranges.append((name, entry.byteRange))
                case .unusable(let tensor, let range):
                    unusableTensors.append(tensor)
                    ranges.append((name, range))
                }
            }
            hasMore = try scanner.nextMember()
        }
        try scanner.expectEnd()
        return ranges
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

    /// Returns what has byte ranges in the order of the bytes.
    ///
    /// Tensors without elements have equal offsets; they keep the header's order.
    private static func inOrder<Element>(
        _ elements: [Element], _ range: (Element) -> Range<Int>
    ) -> [Element] {
        elements.indices.sorted { left, right in
            let (a, b) = (range(elements[left]), range(elements[right]))
            return (a.lowerBound, a.upperBound, left) < (b.lowerBound, b.upperBound, right)
        }.map { elements[$0] }
    }

    /// Makes sure that the tensors together cover the data once.
    private static func checkCover(
        of ranges: [(name: String, range: Range<Int>)], dataByteCount: Int
    ) throws(FormatProblem) {
        var end = 0
        for (name, range) in inOrder(ranges, { $0.range }) {
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
