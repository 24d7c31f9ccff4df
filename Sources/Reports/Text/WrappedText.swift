extension String {
    /// Returns the text in lines of at most `width` characters, broken at spaces; all but the first
    /// line of each paragraph begin with `indentation` spaces.
    ///
    /// A word that is longer than a line, such as a path, stays whole.
    ///
    /// - Parameters:
    ///   - width: The characters of a line; `nil` leaves the text as it is.
    ///   - indentation: The spaces before what continues a line.
    /// - Returns: The lines, with line breaks between them.
    public func wrapped(to width: Int?, indentation: Int = 0) -> String {
        guard let width else { return self }
        let paragraphs = split(omittingEmptySubsequences: false) { $0.isNewline }
        return paragraphs.map { Self.wrap($0, to: width, indentation) }.joined(separator: "\n")
    }

    private static func wrap(_ text: Substring, to width: Int, _ indentation: Int) -> String {
        let margin = String(repeating: " ", count: indentation)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let longer = line.isEmpty && lines.isEmpty ? String(word) : line + " " + word
            if longer.count <= width || line == margin || line.allSatisfy({ $0 == " " }) {
                line = longer
            } else {
                lines.append(line)
                line = margin + word
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
