import Files

/// The table of contents of a compressed file: its tensors by name.
///
/// It is a JSON object with one member for each tensor, packed by zlib. Its size stands in the metadata.
struct CompressedTable {
    /// The key of the metadata that says that a file is compressed.
    static let key = "pdp.compressed"
    /// The version of the format.
    static let version = 1

    /// The tensors in the order of their values.
    let rows: [CompressedRow]

    init(_ rows: [CompressedRow]) { self.rows = rows }

    /// The bytes that the tensors of a file of this size may have together when they are unpacked.
    ///
    /// Nothing may claim memory that its size does not explain. At 99.9 % zeros, 8-bit values unpack
    /// to 1700 times their size.
    static func allowedByteCount(ofFile byteCount: Int) -> Int { 1 << 26 + 4096 * byteCount }

    /// The bytes that a table may have that is packed to so many.
    private static func allowedByteCount(packed byteCount: Int) -> Int { 1 << 20 + 64 * byteCount }

    /// The table as JSON.
    private var json: String {
        "{\(rows.map { "\(SafetensorsWriter.json($0.name)):\($0.json)" }.joined(separator: ","))}"
    }

    /// The packed table, and the text in the metadata.
    func packed() -> (bytes: [UInt8], metadata: String) {
        let text = Array(json.utf8)
        return (
            zlibPacked(text), "{\"version\":\(Self.version),\"tableBytes\":\(text.count)}"
        )
    }

    /// Reads a table; what it says of its tensors is checked as far as it can be without the parts.
    ///
    /// - Parameters:
    ///   - packed: The packed bytes.
    ///   - metadata: What the metadata say of it.
    /// - Throws: ``CompressionProblem``.
    init(_ packed: UnsafeRawBufferPointer, metadata: String) throws(CompressionProblem) {
        let byteCount = try Self.byteCount(metadata)
        let allowed = Self.allowedByteCount(packed: packed.count)
        guard byteCount <= allowed else {
            throw CompressionProblem(
                "its table has \(byteCount) bytes, and at most \(allowed) are allowed for the "
                    + "\(packed.count) that it is packed to")
        }
        guard let text = zlibUnpacked(packed, byteCount: byteCount),
            String(validating: text, as: UTF8.self) != nil
        else {
            throw CompressionProblem(
                "its table is damaged: it does not become \(byteCount) bytes of text")
        }
        rows = try Self.scanned(text, "its table") { scanner in
            var rows: [CompressedRow] = []
            try scanner.readMembers(of: "its table") { name, scanner in
                rows.append(try CompressedRow(name, &scanner))
            }
            return rows
        }
    }

    /// Reads the size of the table from the metadata, and the version.
    private static func byteCount(_ metadata: String) throws(CompressionProblem) -> Int {
        let place = "'\(key)' in its metadata"
        var numbers: [String: Int] = [:]
        try scanned(Array(metadata.utf8), place) { scanner in
            try scanner.readMembers(of: place) { key, scanner in
                guard ["version", "tableBytes"].contains(key) else {
                    throw CompressionProblem(
                        "\(place) has the unknown key \(key.quotedOnOneLine), and only 'version' "
                            + "and 'tableBytes' are allowed")
                }
                numbers[key] = try scanner.wholeNumber("'\(key)' in its metadata")
            }
        }
        guard let version = numbers["version"] else {
            throw CompressionProblem("\(place) has no 'version'")
        }
        guard version == Self.version else {
            throw CompressionProblem(
                "its version is \(version), and \(Self.version) is allowed")
        }
        guard let byteCount = numbers["tableBytes"] else {
            throw CompressionProblem("\(place) has no 'tableBytes'")
        }
        return byteCount
    }

    /// Lets `body` read all of a JSON text.
    private static func scanned<Value>(
        _ text: [UInt8], _ place: String, _ body: (inout HeaderScanner) throws -> Value
    ) throws(CompressionProblem) -> Value {
        do {
            return try text.withUnsafeBytes { bytes in
                var scanner = HeaderScanner(bytes)
                let value = try body(&scanner)
                try scanner.expectEnd()
                return value
            }
        } catch let problem as CompressionProblem {
            throw problem
        } catch FormatProblem.invalidJSON(let expected, let offset) {
            throw CompressionProblem(
                "\(place) is not valid JSON, \(expected) is expected at byte \(offset)")
        } catch {
            throw CompressionProblem("in \(place), \(error)")
        }
    }
}

extension HeaderScanner {
    /// Reads the members of an object, each key once.
    mutating func readMembers(
        of place: String, _ member: (String, inout HeaderScanner) throws -> Void
    ) throws {
        var keys: Set<String> = []
        var hasMore = try openObject()
        while hasMore {
            let key = try key()
            guard keys.insert(key).inserted else {
                throw CompressionProblem("\(place) has the key \(key.quotedOnOneLine) twice")
            }
            try member(key, &self)
            hasMore = try nextMember()
        }
    }

    /// Reads a number that counts something.
    mutating func wholeNumber(_ place: String) throws -> Int {
        let text = try numberText()
        guard text == "0" || text.first != "0", text.allSatisfy(\.isNumber), let number = Int(text)
        else {
            throw CompressionProblem(
                "\(place) is \(text.quotedOnOneLine), and whole numbers from 0 to \(Int.max) are "
                    + "allowed")
        }
        return number
    }
}
