extension String {
    /// The text with control characters escaped, so that it stays on one line of a terminal: names
    /// and words come from files that may be damaged or hostile.
    public var onOneLine: String {
        unicodeScalars.map { scalar in
            let isControl = scalar.properties.generalCategory == .control
            return isControl ? scalar.escaped(asASCII: true) : String(scalar)
        }.joined()
    }

    /// The text in quotes, on one line, and cut after 100 characters.
    public var quotedOnOneLine: String {
        let start = String(String.UnicodeScalarView(unicodeScalars.prefix(100))).onOneLine
        return "'\(start)\(unicodeScalars.dropFirst(100).isEmpty ? "" : "…")'"
    }
}
