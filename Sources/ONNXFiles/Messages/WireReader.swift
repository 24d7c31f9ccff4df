/// Walks the fields of a protocol buffer message without copying it.
///
/// Source: Protocol Buffers, "Encoding", protobuf.dev/programming-guides/encoding.
struct WireReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int
    private let end: Int

    /// What stands in a field.
    enum Content {
        /// A number in varint, 32-bit or 64-bit form; the range holds it and the tag.
        case number
        /// Bytes with their length before them.
        case bytes(Range<Int>)
    }

    /// One field.
    struct Field {
        let number: Int
        /// The whole field, tag and length included.
        let range: Range<Int>
        let content: Content
    }

    init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// Reads the next field, nil at the end.
    mutating func next() throws(WireProblem) -> Field? {
        if position == end { return nil }
        let start = position
        let tag = try varint()
        guard let number = Int(exactly: tag >> 3), number > 0, number < 1 << 29 else {
            throw .damaged(offset: start)
        }
        switch tag & 7 {
        case 0: _ = try varint()
        case 1: try skip(8, from: start)
        case 5: try skip(4, from: start)
        case 2:
            let length = try varint()
            guard length <= UInt64(end - position) else { throw .damaged(offset: start) }
            let content = position..<position + Int(length)
            position = content.upperBound
            return Field(number: number, range: start..<position, content: .bytes(content))
        default: throw .damaged(offset: start)
        }
        return Field(number: number, range: start..<position, content: .number)
    }

    private mutating func skip(_ count: Int, from start: Int) throws(WireProblem) {
        if end - position < count { throw .damaged(offset: start) }
        position += count
    }

    private mutating func varint() throws(WireProblem) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            if position == end { throw .damaged(offset: start) }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw .damaged(offset: start)
    }
}

/// What is wrong with the bytes of a message.
enum WireProblem: Error, Equatable {
    /// A field is not one, or is longer than what is there.
    case damaged(offset: Int)
    /// Messages stand in each other too deep.
    case tooDeep(offset: Int)
}
