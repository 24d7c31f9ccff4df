/// Commands as they can be typed into a shell.
public enum ShellText {
    /// Returns the words of a command on one line, those in quotes that a shell would not take as
    /// they are.
    public static func command(_ words: [String]) -> String {
        words.map(quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "-_./:=,+@%".unicodeScalars.contains(scalar)
        }
        if isPlain, !word.isEmpty { return word }
        guard word.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return "'" + word.replacing("'", with: #"'\''"#) + "'" }
        return "$'" + word.unicodeScalars.map(escaped).joined() + "'"
    }

    /// A character as it stands between `$'` and `'`, where control characters can be written.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "'", "\\": return "\\" + String(scalar)
        case "\n": return "\\n"
        case "\t": return "\\t"
        case _ where scalar.properties.generalCategory == .control:
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(scalar)
        }
    }
}
