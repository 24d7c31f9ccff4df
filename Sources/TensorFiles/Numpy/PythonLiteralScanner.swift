/// Reads the few literals of Python that the header of an array has, from left to right.
///
/// The bytes must outlive the scanner. There is no recursion, so no input can exhaust the stack.
struct PythonLiteralScanner {
    private let bytes: UnsafeRawBufferPointer
    private var offset: Int
    private let isLatin: Bool

    /// Reads `bytes`, the start of an array, from `offset` on; texts are Latin-1 or UTF-8.
    init(_ bytes: UnsafeRawBufferPointer, at offset: Int, isLatin: Bool) {
        self.bytes = bytes
        self.offset = offset
        self.isLatin = isLatin
    }

    /// Passes over `character` if it comes next, and returns whether it did.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Passes over `character`.
    mutating func expect(_ character: Unicode.Scalar) throws(NumpyProblem) {
        guard take(character) else {
            throw .invalidHeader(expected: "'\(character)'", offset: offset)
        }
    }

    /// Makes sure that only space is left.
    mutating func expectEnd() throws(NumpyProblem) {
        skipSpace()
        if offset < bytes.count { throw .invalidHeader(expected: "the end", offset: offset) }
    }

    /// Reads a text without escapes in either kind of quotes.
    mutating func string() throws(NumpyProblem) -> String {
        skipSpace()
        guard offset < bytes.count, [0x22, 0x27].contains(bytes[offset]) else {
            throw .invalidHeader(expected: "a text", offset: offset)
        }
        let quote = bytes[offset]
        let start = offset + 1
        guard let end = bytes[start...].firstIndex(of: quote),
            !bytes[start..<end].contains(UInt8(ascii: "\\"))
        else { throw .invalidHeader(expected: "a text without escapes", offset: offset) }
        offset = end + 1
        return text(start..<end)
    }

    /// Reads a type: a text, or the list that describes records, which is returned as it stands.
    mutating func typeText() throws(NumpyProblem) -> String {
        skipSpace()
        let start = offset
        guard take("[") else { return try string() }
        var depth = 1
        while depth > 0 {
            guard offset < bytes.count else {
                throw .invalidHeader(expected: "']'", offset: offset)
            }
            switch bytes[offset] {
            case UInt8(ascii: "["), UInt8(ascii: "("):
                depth += 1
                offset += 1
            case UInt8(ascii: "]"), UInt8(ascii: ")"):
                depth -= 1
                offset += 1
            case 0x22, 0x27: _ = try string()
            default: offset += 1
            }
        }
        return text(start..<offset)
    }

    /// Reads `True` or `False`.
    mutating func truth() throws(NumpyProblem) -> Bool {
        skipSpace()
        for (word, value) in [("True", true), ("False", false)]
        where bytes[offset...].starts(with: word.utf8) {
            offset += word.utf8.count
            return value
        }
        throw .invalidHeader(expected: "True or False", offset: offset)
    }

    /// Reads a tuple of sizes.
    mutating func sizes() throws(NumpyProblem) -> [Int] {
        try expect("(")
        var sizes: [Int] = []
        while !take(")") {
            sizes.append(try size())
            if sizes.count > NumpyHeader.maximumRank { throw .tooManyAxes }
            if take(",") { continue }
            try expect(")")
            break
        }
        return sizes
    }

    /// Reads a whole number, after which Python 2 wrote an L.
    private mutating func size() throws(NumpyProblem) -> Int {
        skipSpace()
        let digits = bytes[offset...].prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, let size = Int(String(decoding: digits, as: UTF8.self)) else {
            throw .invalidHeader(expected: "a size from 0 to \(Int.max)", offset: offset)
        }
        offset += digits.count
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "L") { offset += 1 }
        return size
    }

    private func text(_ range: Range<Int>) -> String {
        guard isLatin else { return String(decoding: bytes[range], as: UTF8.self) }
        return bytes[range].reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) }
    }

    private mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }
}
