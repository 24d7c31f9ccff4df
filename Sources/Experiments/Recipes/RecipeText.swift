import Files
import Foundation

/// The text of a recipe or a study as it stands in a file, before it is read as YAML.
struct RecipeText {
    /// The most bytes of a file; recipes are a thousand times smaller.
    static let maximumByteCount = 1 << 20

    /// The most aliases, such as `*base`. Each may stand for a value that holds others: a few lines
    /// can name a value with billions of parts.
    static let maximumAliasCount = 20

    /// The text, without the mark of its byte order that editors of Windows put before it.
    let text: String

    /// The name of the file.
    let file: String

    init(_ text: String, file: String) {
        let scalars = text.unicodeScalars
        self.text = scalars.first == "\u{FEFF}" ? String(scalars.dropFirst()) : text
        self.file = file
    }

    /// Refuses characters that YAML does not have, and a flood of aliases, which its reader would
    /// follow to the end.
    ///
    /// - Throws: ``RecipeError/notYAML(reason:place:)``.
    func check() throws {
        var line = 1
        for scalar in text.unicodeScalars {
            if scalar == "\n" { line += 1 }
            guard scalar.properties.generalCategory == .control,
                !["\t", "\n", "\r", "\u{85}"].contains(scalar)
            else { continue }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let code = String(repeating: "0", count: 4 - digits.count) + digits
            throw RecipeError.notYAML(
                reason: "it has the control character U+\(code)", place: "\(file), line \(line)")
        }
        let aliasCount = text.matches(of: /(?:^|[\s\[{,:])\*[A-Za-z0-9_]/).count
        guard aliasCount <= Self.maximumAliasCount else {
            throw RecipeError.unusableText(
                reason: "has \(aliasCount) aliases such as *name; "
                    + "at most \(Self.maximumAliasCount) are allowed", place: file)
        }
    }

    /// The line, counted from 1, in which `key` stands for the second time in a mapping that begins
    /// in `firstLine`; `firstLine` where that is not seen, as within braces.
    func line(ofSecond key: String, from firstLine: Int) -> Int {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        let places = lines.enumerated().dropFirst(firstLine - 1).compactMap { index, line in
            let start = line.prefix { $0 == " " || $0 == "-" }
            let rest = line[start.endIndex...]
            return rest.hasPrefix(key) && rest.dropFirst(key.count).first == ":"
                ? (line: index + 1, indentation: start.count) : nil
        }
        let same = places.filter { $0.indentation == places.first?.indentation }
        return same.count > 1 ? same[1].line : firstLine
    }
}

/// Reads the text of the recipe or the study at `path`.
///
/// - Throws: ``RecipeError/unusableText(reason:place:)`` for a file that is too large or not UTF-8,
///   and what reading files throws.
func recipeText(ofFile path: String) throws -> String {
    let name = URL(fileURLWithPath: path).lastPathComponent
    let (descriptor, byteCount) = try openForReading(path)
    close(descriptor)
    guard byteCount <= RecipeText.maximumByteCount else {
        throw RecipeError.unusableText(
            reason: "has \(byteCount) bytes; "
                + "at most \(RecipeText.maximumByteCount) are allowed", place: name)
    }
    let bytes = try readFile(at: path)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        throw RecipeError.unusableText(reason: "is UTF-16; it must be UTF-8", place: name)
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw RecipeError.unusableText(
        reason: "is not UTF-8; it must be", place: "\(name), line \(line + 1),")
}
