import Files

/// The table of contents of a compressed file: its packed tensors by name.
///
/// It is a JSON text in the metadata of the safetensors file: an object with `version` and `tensors`,
/// and for each tensor `dtype`, `shape` and `positions`.
struct CompressedTable {
    /// A packed tensor, without its parts.
    struct Row {
        let name: String
        /// The type of the elements when they are unpacked.
        let dtype: StoredType
        let shape: [Int]
        let code: PositionCode
    }

    /// The key of the table in the metadata.
    static let key = "pdp.compressed"
    /// The version of the format.
    static let version = 1

    /// The tensors in the order of the table.
    private(set) var rows: [Row] = []

    init(_ rows: [Row]) { self.rows = rows }

    /// The bytes that the packed tensors of a file of this size may have together when unpacked.
    ///
    /// Nothing may claim memory that its size does not explain. At 99.9 % zeros, 8-bit values unpack
    /// to 1700 times their size.
    static func allowedByteCount(ofFile byteCount: Int) -> Int { 1 << 26 + 4096 * byteCount }

    /// The table as JSON.
    var json: String {
        let members = rows.map { row in
            let shape = row.shape.map(String.init).joined(separator: ",")
            return "\(SafetensorsWriter.json(row.name)):{\"dtype\":\"\(row.dtype.rawValue)\","
                + "\"shape\":[\(shape)],\"positions\":\"\(row.code.name)\"}"
        }
        return "{\"version\":\(Self.version),\"tensors\":{\(members.joined(separator: ","))}}"
    }

    /// Reads a table; what it says of its tensors is checked as far as it can be without the file.
    init(json: String) throws(CompressionProblem) {
        let text = Array(json.utf8)
        let result = text.withUnsafeBytes { bytes in
            Result { () throws(CompressionProblem) in try Self.rows(HeaderScanner(bytes)) }
        }
        rows = try result.get()
    }

    private static func rows(_ text: HeaderScanner) throws(CompressionProblem) -> [Row] {
        do {
            var scanner = text
            var rows: [Row]?
            var version: String?
            try readObject(&scanner, "its table") { key, scanner in
                switch key {
                case "version":
                    version = try scanner.numberText()
                    guard version == "\(Self.version)" else {
                        throw CompressionProblem(
                            "its table has the version \(version ?? ""), and \(Self.version) is "
                                + "allowed")
                    }
                case "tensors": rows = try Self.rows(&scanner)
                default:
                    throw CompressionProblem(
                        "its table has the unknown key \(key.quotedOnOneLine), and only 'version' "
                            + "and 'tensors' are allowed")
                }
            }
            try scanner.expectEnd()
            guard version != nil else { throw CompressionProblem("its table has no 'version'") }
            guard let rows else { throw CompressionProblem("its table has no 'tensors'") }
            return rows
        } catch let problem as CompressionProblem {
            throw problem
        } catch FormatProblem.invalidJSON(let expected, let offset) {
            throw CompressionProblem(
                "its table is not valid JSON, \(expected) is expected at byte \(offset)")
        } catch {
            throw CompressionProblem("in its table, \(error)")
        }
    }

    private static func rows(_ scanner: inout HeaderScanner) throws -> [Row] {
        var rows: [Row] = []
        try readObject(&scanner, "its table") { name, scanner in
            rows.append(try Self.row(name, &scanner))
        }
        return rows
    }

    private static func row(_ name: String, _ scanner: inout HeaderScanner) throws -> Row {
        let tensor = "tensor \(name.quotedOnOneLine)"
        var (type, code) = (String?.none, String?.none)
        var shape: [Int]?
        try readObject(&scanner, "\(tensor) of its table") { key, scanner in
            switch key {
            case "dtype": type = try scanner.string()
            case "shape": shape = try SafetensorsHeader.shape(of: name, &scanner)
            case "positions": code = try scanner.string()
            default:
                throw CompressionProblem(
                    "\(tensor) of its table has the unknown key \(key.quotedOnOneLine), and only "
                        + "'dtype', 'shape' and 'positions' are allowed")
            }
        }
        guard let type, let shape, let code else {
            let missing = type == nil ? "dtype" : shape == nil ? "shape" : "positions"
            throw CompressionProblem("\(tensor) of its table has no '\(missing)'")
        }
        guard let dtype = StoredType(rawValue: type) else {
            throw CompressionProblem("\(tensor) has the unknown type \(type.quotedOnOneLine)")
        }
        guard SafetensorsEntry.byteCount(shape: shape, dtype: dtype) != nil else {
            throw CompressionProblem("\(FormatProblem.sizeOverflow(tensor: name, shape: shape))")
        }
        guard let positions = PositionCode(name: code) else {
            throw CompressionProblem(
                "\(tensor) has the unknown positions \(code.quotedOnOneLine); they must be 'all', "
                    + "'bitmask', 'runs', 'rice-0' to 'rice-\(PositionCode.maximumRemainderWidth)' "
                    + "or N:M")
        }
        return Row(name: name, dtype: dtype, shape: shape, code: positions)
    }

    /// Reads the members of an object, each key once.
    private static func readObject(
        _ scanner: inout HeaderScanner, _ place: String,
        _ member: (String, inout HeaderScanner) throws -> Void
    ) throws {
        var keys: Set<String> = []
        var hasMore = try scanner.openObject()
        while hasMore {
            let key = try scanner.key()
            guard keys.insert(key).inserted else {
                throw CompressionProblem("\(place) has the key \(key.quotedOnOneLine) twice")
            }
            try member(key, &scanner)
            hasMore = try scanner.nextMember()
        }
    }
}
