/// What is wrong inside a file of text; its description completes "'train.tsv' cannot be read: …".
///
/// Lines count from 1.
enum TextProblem: Equatable, CustomStringConvertible {
    case tooLarge(allowedByteCount: Int)
    case empty
    case longLine(line: Int, allowedByteCount: Int)
    case invalidUTF8(line: Int)
    case missingColumn(found: [String], needed: [String])
    case openQuote(line: Int)
    case textAfterQuote(line: Int)
    case tooManyLabels(column: String, allowed: Int)
    case shortRow(line: Int, found: Int, needed: Int)
    case unknownLabel(line: Int, found: String, allowed: [String])
    case notAnObject(line: Int)
    case missingKey(line: Int, key: String)
    case wrongValue(line: Int, key: String)
    case noExamples(skippedCount: Int)
    case tooManyExamples(allowed: Int)
    case emptyToken(line: Int)
    case repeatedToken(line: Int, token: String, firstLine: Int)
    case tooManyTokens(allowed: Int)
    case missingToken(String)

    var description: String {
        switch self {
        case .tooLarge(let allowed): "it is too large; it may hold at most \(allowed) bytes"
        case .empty: "it is empty; it must hold at least one line"
        case .longLine(let line, let allowed):
            "line \(line) is too long; it may hold at most \(allowed) bytes"
        case .invalidUTF8(let line): "line \(line) is not UTF-8"
        case .missingColumn(let found, let needed):
            "its first line names the columns \(Self.list(found)); it must name "
                + needed.map(Self.quoted).joined(separator: " or ")
        case .openQuote(let line):
            "the quote that starts in the record of line \(line) does not end"
        case .textAfterQuote(let line):
            "line \(line) goes on after the quote at the end of a field; a comma must follow, and "
                + "a quote in a quoted field must stand twice"
        case .tooManyLabels(let column, let allowed):
            "its column '\(column)' holds more than \(allowed) different labels"
        case .shortRow(let line, let found, let needed):
            "line \(line) has \(found) \(found == 1 ? "field" : "fields"); "
                + "it must have at least \(needed)"
        case .unknownLabel(let line, let found, let allowed):
            "line \(line) has the label \(Self.quoted(found)); it must be one of "
                + Self.list(allowed)
        case .notAnObject(let line): "line \(line) is not a JSON object"
        case .missingKey(let line, let key): "line \(line) lacks the key '\(key)'"
        case .wrongValue(let line, let key): "'\(key)' of line \(line) must be a string"
        case .noExamples(let skippedCount):
            "it holds no labelled sentences (and \(skippedCount) without a label); "
                + "at least 1 is needed"
        case .tooManyExamples(let allowed):
            "it holds too many sentences; at most \(allowed) are allowed"
        case .emptyToken(let line): "line \(line) is empty; it must hold a token"
        case .repeatedToken(let line, let token, let firstLine):
            "line \(line) repeats the token \(Self.quoted(token)) of line \(firstLine)"
        case .tooManyTokens(let allowed): "it holds too many tokens; at most \(allowed) are allowed"
        case .missingToken(let token): "it lacks the special token '\(token)'"
        }
    }

    /// Returns the error that names the file.
    func error(file: String) -> DatasetError {
        .invalidText(file: file, reason: description)
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).map(quoted).joined(separator: ", ")
        return names.count > 20 ? shown + " and \(names.count - 20) more" : shown
    }

    /// Returns the text in quotes, cut where it is too long for a sentence.
    private static func quoted(_ text: String) -> String {
        let start = text.prefix(40)
        return start.endIndex < text.endIndex ? "'\(start)…'" : "'\(start)'"
    }
}
