/// Reads the JSON of a header from left to right.
///
/// The format needs objects, lists, strings and whole numbers, nested to a depth that the caller
/// knows; there is no recursion, so no input can exhaust the stack. Foundation's parsers are not
/// used because they drop repeated keys silently.
///
/// The bytes must be valid UTF-8 and outlive the scanner.
struct HeaderScanner {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    private static let shortEscapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
        UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
        UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Starts an object and returns whether it has a member.
    mutating func openObject() throws(FormatProblem) -> Bool {
        try expect("{")
        return !take("}")
    }

    /// Reads a member's key and the colon after it.
    mutating func key() throws(FormatProblem) -> String {
        let key = try string()
        try expect(":")
        return key
    }

    /// Reads what follows a member and returns whether another one comes.
    mutating func nextMember() throws(FormatProblem) -> Bool {
        if take(",") { return true }
        try expect("}", named: "',' or '}'")
        return false
    }

    /// Starts a list and returns whether it has an element.
    mutating func openList() throws(FormatProblem) -> Bool {
        try expect("[")
        return !take("]")
    }

    /// Reads what follows an element and returns whether another one comes.
    mutating func nextElement() throws(FormatProblem) -> Bool {
        if take(",") { return true }
        try expect("]", named: "',' or ']'")
        return false
    }

    /// Reads the characters of a number, at most 40 of them; the caller judges them.
    mutating func numberText() throws(FormatProblem) -> String {
        skipSpace()
        let start = offset
        while offset < bytes.count, offset - start < 40, Self.isNumeric(bytes[offset]) {
            offset += 1
        }
        if offset == start { throw .invalidJSON(expected: "a number", offset: offset) }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    /// Passes over the next value, whatever it is; what is in lists and objects is not judged.
    mutating func skipValue() throws(FormatProblem) {
        var depth = 0
        repeat {
            if take("{") || take("[") {
                depth += 1
            } else if depth > 0, take("}") || take("]") {
                depth -= 1
            } else if isNext("\"") {
                _ = try string()
            } else if depth == 0 || !(take(",") || take(":")) {
                try skipWord()
            }
        } while depth > 0
    }

    /// Passes over a number or a word such as `true`.
    private mutating func skipWord() throws(FormatProblem) {
        skipSpace()
        let start = offset
        while offset < bytes.count,
            Self.isNumeric(bytes[offset]) || (0x61...0x7A).contains(bytes[offset])
        {
            offset += 1
        }
        if offset == start { throw .invalidJSON(expected: "a value", offset: offset) }
    }

    /// Makes sure that only space is left.
    mutating func expectEnd() throws(FormatProblem) {
        skipSpace()
        if offset < bytes.count { throw .invalidJSON(expected: "the end", offset: offset) }
    }

    /// Whether the next value is of the kind that starts with `character`.
    mutating func isNext(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        return offset < bytes.count && bytes[offset] == UInt8(ascii: character)
    }

    /// Reads a string with its quotes and escapes.
    mutating func string() throws(FormatProblem) -> String {
        try expect("\"", named: "a string")
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\\") {
            let byte = bytes[offset]
            if byte < 0x20 { throw .invalidJSON(expected: "no control character", offset: offset) }
            offset += 1
            if byte == UInt8(ascii: "\"") {
                return String(decoding: bytes[start..<offset - 1], as: UTF8.self)
            }
        }
        return try escapedString(start: start)
    }
}

extension HeaderScanner {
    /// Reads the rest of a string whose first escape stands at the offset.
    private mutating func escapedString(start: Int) throws(FormatProblem) -> String {
        var text = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte < 0x20 { throw .invalidJSON(expected: "no control character", offset: offset) }
            offset += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: String(try escape()).utf8)
            } else {
                text.append(byte)
            }
        }
        throw .invalidJSON(expected: "'\"'", offset: offset)
    }

    /// Reads an escape after its backslash.
    private mutating func escape() throws(FormatProblem) -> Unicode.Scalar {
        let start = offset
        guard offset < bytes.count else { throw .invalidJSON(expected: "an escape", offset: start) }
        let kind = bytes[offset]
        offset += 1
        if let scalar = Self.shortEscapes[kind] { return scalar }
        guard kind == UInt8(ascii: "u"), let first = hexUnit() else {
            throw .invalidJSON(expected: "an escape", offset: start)
        }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, bytes[offset...].starts(with: "\\u".utf8) else {
            throw .invalidJSON(expected: "a pair of surrogates", offset: start)
        }
        offset += 2
        guard let second = hexUnit(), (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .invalidJSON(expected: "a pair of surrogates", offset: start) }
        return scalar
    }

    /// Reads four hexadecimal digits.
    private mutating func hexUnit() -> UInt32? {
        let digits = bytes[offset...].prefix(4)
        var unit: UInt32 = 0
        for digit in digits {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(value)
        }
        offset += digits.count
        return digits.count == 4 ? unit : nil
    }

    /// Consumes `character` after any space if it comes next.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard isNext(character) else { return false }
        offset += 1
        return true
    }

    /// Consumes `character` after any space; `name` says in the error what is expected.
    private mutating func expect(
        _ character: Unicode.Scalar, named name: String? = nil
    ) throws(FormatProblem) {
        if take(character) { return }
        throw .invalidJSON(expected: name ?? "'\(character)'", offset: offset)
    }

    private mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
