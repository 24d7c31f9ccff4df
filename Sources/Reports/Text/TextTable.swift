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

    /// The heading of a column, the side it is aligned to, and what becomes of it without room.
    public struct Column: Sendable {
        /// The heading, which may be empty.
        public var title: String
        /// Where the cells and the heading stand.
        public var alignment: Alignment
        /// Whether cells that are too long lose their beginning rather than their middle, as paths
        /// do: they differ at their ends.
        public var keepsEnd: Bool
        /// How early the column is left out where there is no room for all, 1 for the first one;
        /// `nil` for a column that always stays.
        public var dropOrder: Int?

        /// Makes a column.
        public init(
            _ title: String, alignment: Alignment = .left, keepsEnd: Bool = false,
            dropOrder: Int? = nil
        ) {
            self.title = title
            self.alignment = alignment
            self.keepsEnd = keepsEnd
            self.dropOrder = dropOrder
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
    /// What a cell keeps as long as a column can be left out instead.
    private static let readable = 20

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
    /// characters, left-aligned columns, the widest first, are shortened to 20 characters; then
    /// columns are left out in their ``Column/dropOrder``; then the left-aligned ones are shortened
    /// to no less than eight. An ellipsis stands for what is missing of a cell. Numbers are never
    /// cut, so a table may still be wider.
    public func rendered(maximumWidth: Int? = nil) -> String {
        let shown = columnsWithRoom(within: maximumWidth)
        var lines = rows.map { line($0, shown) }
        if shown.contains(where: { !columns[$0.index].title.isEmpty }) {
            if hasHeaderRule {
                var rules = columns.map { _ in "" }
                for (index, width) in shown { rules[index] = String(repeating: "─", count: width) }
                lines.insert(line(rules, shown), at: 0)
            }
            lines.insert(line(columns.map { Self.singleLine($0.title) }, shown), at: 0)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A column of the table and the characters that it gets.
    private typealias Shown = (index: Int, width: Int)

    private func columnsWithRoom(within maximumWidth: Int?) -> [Shown] {
        var shown = columns.indices.map { column in
            let width = rows.reduce(columns[column].title.count) { max($0, $1[column].count) }
            return (index: column, width: width)
        }
        guard let maximumWidth else { return shown }
        while shrunk(shown, to: maximumWidth, notBelow: Self.readable) == nil,
            let next = shown.filter({ columns[$0.index].dropOrder != nil }).min(by: {
                columns[$0.index].dropOrder ?? 0 < columns[$1.index].dropOrder ?? 0
            })
        {
            shown.removeAll { $0.index == next.index }
        }
        return shrunk(shown, to: maximumWidth, notBelow: Self.readable)
            ?? shrunk(shown, to: maximumWidth, notBelow: Self.narrowest)
            ?? shown.map { column in
                columns[column.index].alignment == .left
                    ? (column.index, min(column.width, Self.narrowest)) : column
            }
    }

    /// The columns with the widest left-aligned ones shortened, each to no less than `narrowest`;
    /// `nil` where that is not enough.
    private func shrunk(_ shown: [Shown], to maximumWidth: Int, notBelow narrowest: Int) -> [Shown]?
    {
        var shown = shown
        var excess = shown.reduce(Self.gap * (shown.count - 1) - maximumWidth) { $0 + $1.width }
        let shrinkable = shown.indices.filter { columns[shown[$0].index].alignment == .left }
        while excess > 0, let widest = shrinkable.max(by: { shown[$0].width < shown[$1].width }),
            shown[widest].width > narrowest
        {
            shown[widest].width -= 1
            excess -= 1
        }
        return excess > 0 ? nil : shown
    }

    private func line(_ cells: [String], _ shown: [Shown]) -> String {
        var text = ""
        for (index, width) in shown {
            let column = columns[index]
            let cell = cells[index].shortened(to: width, keepsEnd: column.keepsEnd)
            let padding = String(repeating: " ", count: width - cell.count)
            if index != shown[0].index { text += String(repeating: " ", count: Self.gap) }
            text += column.alignment == .left ? cell + padding : padding + cell
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func singleLine(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }
}
