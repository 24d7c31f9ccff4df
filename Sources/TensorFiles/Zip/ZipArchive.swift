import Files

/// The entries of a zip archive, of which those that are stored as they are can be mapped.
///
/// Everything is believed only after the directory at the end, local records and the file's size
/// agree. Checksums are not compared: that would read every byte of a file of which often little
/// is needed.
///
/// Source: PKWARE, ".ZIP File Format Specification", APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
struct ZipArchive {
    /// The entries in the order of the directory.
    private(set) var entries: [ZipEntry] = []
    /// Where the bytes of each entry stand in the file, by name.
    private(set) var ranges: [String: Range<Int>] = [:]
    /// The first entry that is compressed or encrypted; its range is empty, as are those of others.
    private(set) var firstEncodedName: String?

    /// Reads the directory of the archive that is all of `file`.
    init(_ file: UnsafeRawBufferPointer) throws(PyTorchProblem) {
        let directory = try ZipDirectory(in: file)
        let upToDirectoryEnd = UnsafeRawBufferPointer(rebasing: file[..<directory.range.upperBound])
        var reader = ByteReader(
            upToDirectoryEnd, at: directory.range.lowerBound, part: "its zip directory")
        for _ in 0..<directory.entryCount {
            let entry = try ZipEntry(&reader)
            entries.append(entry)
            let upToDirectory = UnsafeRawBufferPointer(
                rebasing: file[..<directory.range.lowerBound])
            var range = 0..<0
            if entry.isEncoded {
                firstEncodedName = firstEncodedName ?? entry.name
            } else {
                range = try entry.dataRange(in: upToDirectory)
            }
            guard ranges.updateValue(range, forKey: entry.name) == nil else {
                throw .duplicateEntry(name: entry.name)
            }
        }
        guard reader.remainingCount == 0 else {
            throw .invalidRecord("the end of the directory", offset: reader.offset)
        }
    }
}

/// An entry as the directory describes it.
struct ZipEntry {
    /// The name.
    let name: String
    /// How the bytes are packed: 0 for not at all, 8 for deflate.
    let method: UInt16
    /// Whether the bytes are encrypted.
    let isEncrypted: Bool
    /// The CRC-32 of the unpacked bytes.
    let checksum: UInt32
    /// The size of the unpacked bytes, as the directory claims it.
    let byteCount: Int
    private let packedByteCount: Int
    private let recordOffset: Int

    /// Whether the bytes do not stand in the file as they are.
    var isEncoded: Bool { method != 0 || isEncrypted }

    private static let signature: UInt32 = 0x0201_4B50
    private static let localSignature: UInt32 = 0x0403_4B50

    /// Reads the next entry of the directory.
    init(_ reader: inout ByteReader) throws(PyTorchProblem) {
        let start = reader.offset
        guard try reader.number(UInt32.self) == Self.signature else {
            throw .invalidRecord("an entry", offset: start)
        }
        _ = try reader.span(4)
        let flags = try reader.number(UInt16.self)
        method = try reader.number(UInt16.self)
        _ = try reader.span(4)
        checksum = try reader.number(UInt32.self)
        let compressedCount = try reader.number(UInt32.self)
        let plainCount = try reader.number(UInt32.self)
        let nameLength = try reader.count(UInt16.self)
        let extraLength = try reader.count(UInt16.self)
        let commentLength = try reader.count(UInt16.self)
        _ = try reader.span(8)
        let offset = try reader.number(UInt32.self)
        name = String(decoding: try reader.span(nameLength), as: UTF8.self)
        var wide = WideNumbers(in: try reader.span(extraLength))
        _ = try reader.span(commentLength)
        isEncrypted = flags & 1 != 0
        let isEncoded = method != 0 || isEncrypted
        // The order is that of the wide numbers, which stand only for those that do not fit.
        let plain = wide.number(for: plainCount)
        let compressed = wide.number(for: compressedCount)
        guard let plain, let compressed, compressed == plain || isEncoded,
            let offset = wide.number(for: offset)
        else {
            throw .invalidRecord("an entry with its sizes", offset: start)
        }
        byteCount = plain
        packedByteCount = compressed
        recordOffset = offset
    }

    /// Returns where the entry's bytes stand, packed if they are: behind its local record, whose length only it knows.
    func dataRange(in file: UnsafeRawBufferPointer) throws(PyTorchProblem) -> Range<Int> {
        guard recordOffset <= file.count - 30 else { throw .entryOutsideFile(name: name) }
        var reader = ByteReader(
            file, at: recordOffset, part: "the record of \(name.quotedOnOneLine)")
        guard try reader.number(UInt32.self) == Self.localSignature else {
            throw .invalidRecord("the record of \(name.quotedOnOneLine)", offset: recordOffset)
        }
        _ = try reader.span(22)
        let skipped = try reader.count(UInt16.self) + reader.count(UInt16.self)
        guard skipped <= reader.remainingCount, packedByteCount <= reader.remainingCount - skipped
        else {
            throw .entryOutsideFile(name: name)
        }
        let start = reader.offset + skipped
        return start..<start + packedByteCount
    }
}

/// The 64-bit numbers of an entry, for those of its fields that have only room for 32.
private struct WideNumbers {
    private var numbers: [UInt64] = []

    /// Finds the field of wide numbers, which has the tag 1, among the extra fields of an entry.
    init(in extra: UnsafeRawBufferPointer) {
        var reader = ByteReader(extra, at: 0, part: "an extra field")
        while let tag = try? reader.number(UInt16.self), let size = try? reader.count(UInt16.self),
            let field = try? reader.span(size)
        {
            guard tag == 1 else { continue }
            var fieldReader = ByteReader(field, at: 0, part: "an extra field")
            while let number = try? fieldReader.number(UInt64.self) { numbers.append(number) }
            break
        }
    }

    /// Returns the number that `narrow` stands for; `nil` if it is missing or no size of a file.
    mutating func number(for narrow: UInt32) -> Int? {
        if narrow != .max { return Int(narrow) }
        return numbers.isEmpty ? nil : Int(exactly: numbers.removeFirst())
    }
}
