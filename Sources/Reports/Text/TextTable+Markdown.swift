extension TextTable {
    /// The table in Markdown, for documents.
    public var markdown: String {
        let titles = columns.map(\.title)
        let rules = columns.map { $0.alignment == .left ? "---" : "---:" }
        return ([titles, rules] + rows).map { cells in
            let escaped = cells.map { $0.replacing("|", with: "\\|") }
            return "| " + escaped.joined(separator: " | ") + " |\n"
        }.joined()
    }
}
