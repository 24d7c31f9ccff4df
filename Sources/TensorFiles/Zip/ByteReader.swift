/// Reads a file's bytes from left to right, and never behind their end.
///
/// The bytes must outlive the reader. Offsets are those of the file.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    /// What is being read, for errors, such as "its pickle".
    private let part: String
    /// Where the next byte stands.
    private(set) var offset: Int

    /// Reads `bytes`, the start of a file, from `offset` on.
    init(_ bytes: UnsafeRawBufferPointer, at offset: Int, part: String) {
        self.bytes = bytes
        self.part = part
        self.offset = offset
    }

    /// The number of bytes that are left.
    var remainingCount: Int { bytes.count - offset }

    /// The bytes of a range that has been read.
    func content(of range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    /// Reads the next `count` bytes.
    mutating func span(_ count: Int) throws(PyTorchProblem) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remainingCount else {
            throw .truncated(part: part, offset: bytes.count)
        }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    /// Reads a little-endian number.
    mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type = Number.self
    ) throws(PyTorchProblem) -> Number {
        Number(littleEndian: try span(MemoryLayout<Number>.size).loadUnaligned(as: type))
    }

    /// Reads a little-endian number that must be a count; what no count can be counts as cut off.
    mutating func count<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type
    ) throws(PyTorchProblem) -> Int {
        let number = try self.number(type)
        guard let count = Int(exactly: number), count >= 0 else {
            throw .truncated(part: part, offset: bytes.count)
        }
        return count
    }

    /// Reads the bytes up to the next line feed, which is left out.
    mutating func line() throws(PyTorchProblem) -> UnsafeRawBufferPointer {
        let rest = bytes[offset...].prefix(Self.maximumLineLength)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            throw .truncated(part: part, offset: offset + rest.count)
        }
        defer { offset = end + 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<end])
    }

    /// The longest line: names of Python's classes are much shorter.
    private static let maximumLineLength = 4096
}
