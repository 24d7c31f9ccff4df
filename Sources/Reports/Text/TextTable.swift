/// A table of text for the terminal: columns two spaces apart, each aligned to its left or right.
///
/// Widths are counted in characters, so accents and symbols keep the columns straight.
public struct TextTable: Sendable {
    /// The side on which the cells of a column end evenly.
    public enum Alignment: Sendable {
        /// For names.
        case left
        /// For numbers.
        case right
    }

    /// The heading of a column and the side it is aligned to.
    public struct Column: Sendable {
        /// The heading, which may be empty.
        public var title: String
        /// Where the cells and the heading stand.
        public var alignment: Alignment

        /// Makes a column.
        public init(_ title: String, alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    /// The columns from left to right.
    public let columns: [Column]
    /// Whether a line of dashes stands under the headings.
    public var hasHeaderRule: Bool
    /// The cells, row by row, one for each column.
    public private(set) var rows: [[String]] = []

    private static let gap = 2
    private static let narrowest = 8

    /// Makes a table without rows.
    public init(columns: [Column], hasHeaderRule: Bool = true) {
        self.columns = columns
        self.hasHeaderRule = hasHeaderRule
    }

    /// Adds a row below the others. Line breaks inside a cell become spaces.
    ///
    /// - Precondition: `cells` has one cell for each column.
    public mutating func append(_ cells: [String]) {
        precondition(
            cells.count == columns.count,
            "row has \(cells.count) cells; the table has \(columns.count) columns")
        rows.append(cells.map(Self.singleLine))
    }

    /// Returns the table, each line ended by a line break and without spaces at its end.
    ///
    /// The headings are left out where all of them are empty. To keep to `maximumWidth`, in
    /// characters, left-aligned columns, the widest first, are shortened to no less than eight
    /// characters, with an ellipsis in the middle of long cells; numbers are never cut, so a table
    /// may still be wider.
    public func rendered(maximumWidth: Int? = nil) -> String {
        let widths = widths(within: maximumWidth)
        var lines = rows.map { line($0, widths) }
        if columns.contains(where: { !$0.title.isEmpty }) {
            if hasHeaderRule {
                lines.insert(line(widths.map { String(repeating: "─", count: $0) }, widths), at: 0)
            }
            lines.insert(line(columns.map { Self.singleLine($0.title) }, widths), at: 0)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func widths(within maximumWidth: Int?) -> [Int] {
        var widths = columns.indices.map { column in
            rows.reduce(columns[column].title.count) { max($0, $1[column].count) }
        }
        guard let maximumWidth else { return widths }
        var excess = widths.reduce(Self.gap * (columns.count - 1), +) - maximumWidth
        let shrinkable = columns.indices.filter { columns[$0].alignment == .left }
        while excess > 0, let widest = shrinkable.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > Self.narrowest
        {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let shown = cell.shortened(to: widths[index])
            let padding = String(repeating: " ", count: widths[index] - shown.count)
            if index > 0 { text += String(repeating: " ", count: Self.gap) }
            text += columns[index].alignment == .left ? shown + padding : padding + shown
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func singleLine(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }
}
