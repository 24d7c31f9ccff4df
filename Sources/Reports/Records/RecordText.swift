import Foundation

/// Records as the JSON text of `metrics.jsonl` and `summary.json`.
///
/// Keys are sorted. JSON has no number for a loss that is not finite; it is written as the string
/// "nan", "inf" or "-inf" and read back.
public enum RecordText {
    /// Returns `record` on one line, with a line break at its end.
    ///
    /// - Throws: `EncodingError` if the record refuses to be encoded.
    public static func line(of record: some Encodable) throws -> String {
        try text(of: record, formatting: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// Returns `record` over several indented lines, with a line break at its end.
    ///
    /// - Throws: `EncodingError` if the record refuses to be encoded.
    public static func document(of record: some Encodable) throws -> String {
        try text(of: record, formatting: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
    }

    /// Reads one record of the given type.
    ///
    /// - Throws: `DecodingError` if `text` is not the JSON of such a record, or what the record
    ///   throws about its values.
    public static func record<Record: Decodable>(
        _ type: Record.Type, from text: some StringProtocol
    ) throws -> Record {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(text.utf8))
    }

    /// Reads a record from every line of `text`; empty lines are skipped.
    ///
    /// - Throws: ``ReportsError/unreadableLine(number:found:record:)`` at the first line that is
    ///   no such record, with the start of that line.
    public static func records<Record: Decodable>(
        _ type: Record.Type, fromLines text: String
    ) throws -> [Record] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return try lines.enumerated().compactMap { index, line in
            guard line.contains(where: { !$0.isWhitespace }) else { return nil }
            guard let record = try? record(type, from: line) else {
                throw ReportsError.unreadableLine(
                    number: index + 1, found: String(line).shortened(to: 60),
                    record: String(describing: type))
            }
            return record
        }
    }

    private static func text(
        of record: some Encodable, formatting: JSONEncoder.OutputFormatting
    ) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(record), as: UTF8.self) + "\n"
    }
}
