/// The rows of a table, from the first to the last, each with its fields.
struct TableRows: ~Copyable {
    /// Where the rows come from.
    private(set) var lines: TextLines

    /// The number of the line in which the row starts that ``next()`` returned last.
    private(set) var line = 0

    private let isCSV: Bool

    /// Opens a file; its name decides how fields are separated.
    init(_ file: String) throws(DatasetError) {
        let name = file.lowercased()
        isCSV = name.hasSuffix(".csv") || name.hasSuffix(".csv.gz")
        lines = try TextLines.open(file)
    }

    /// Returns the fields of the next row that is not empty; `nil` after the last.
    ///
    /// - Throws: What ``TextLines/next()`` throws, and ``DatasetError/invalidText(file:reason:)``
    ///   for a quote that does not end.
    mutating func next() throws(DatasetError) -> [String]? {
        while let text = try lines.next() {
            line = lines.number
            if text.utf8.isEmpty { continue }
            guard isCSV else {
                return text.utf8.split(
                    separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false
                ).map { String(Substring($0)) }
            }
            return try fields(startingWith: text)
        }
        return nil
    }

    /// Returns where the column called `name` stands.
    borrowing func place(of name: String, in header: [String]) throws(DatasetError) -> Int {
        guard let place = header.firstIndex(of: name) else {
            throw lines.problem(.missingColumn(found: header, needed: [name]))
        }
        return place
    }

    /// Splits a record at commas; one with a line break in quotes takes in the lines that follow.
    private mutating func fields(startingWith text: String) throws(DatasetError) -> [String] {
        var record = CSVRecord()
        try check(record.add(text.utf8))
        while record.isInQuotes {
            guard let more = try lines.next(), record.byteCount < TextLines.longestLine else {
                throw lines.problem(.openQuote(line: line))
            }
            try check(record.add("\n".utf8))
            try check(record.add(more.utf8))
        }
        return record.finish()
    }

    private borrowing func check(_ isWellFormed: Bool) throws(DatasetError) {
        if !isWellFormed { throw lines.problem(.textAfterQuote(line: lines.number)) }
    }
}

/// One record of a CSV file as its bytes arrive.
private struct CSVRecord {
    private enum State {
        case atStart
        case plain
        case quoted
        case afterQuote
    }

    private var fields: [String] = []
    private var field: [UInt8] = []
    private var state = State.atStart

    /// The bytes so far.
    private(set) var byteCount = 0

    /// Whether a quoted field is open.
    var isInQuotes: Bool { state == .quoted }

    /// Takes more bytes; `false` for text between a closing quote and the next comma.
    mutating func add(_ bytes: some Sequence<UInt8>) -> Bool {
        let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
        for byte in bytes {
            byteCount += 1
            switch (state, byte) {
            case (.quoted, quote): state = .afterQuote
            case (.quoted, _): field.append(byte)
            case (_, comma): endField()
            case (.atStart, quote): state = .quoted
            case (.afterQuote, quote):
                field.append(quote)
                state = .quoted
            case (.afterQuote, _): return false
            case (.atStart, _), (.plain, _):
                field.append(byte)
                state = .plain
            }
        }
        return true
    }

    /// Returns all fields.
    mutating func finish() -> [String] {
        endField()
        return fields
    }

    private mutating func endField() {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
        state = .atStart
    }
}
