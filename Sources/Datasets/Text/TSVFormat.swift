/// Which columns of a tab-separated file hold the sentences and the label.
///
/// Fields are what stands between tabs: quotes mean nothing. Columns are found by their names in
/// the first line, in any order and among any others.
struct TSVFormat {
    /// The dataset's name.
    let name: String

    /// The names that the column may have, the first that is there counts.
    let sentence1: [String]
    var sentence2: [String]?
    let label: [String]

    /// The labels as the file has them; the index is the class.
    let labels: [String]
    let classNames: [String]

    /// Whether rows with too few fields are left out instead of refused.
    var skipsShortRows = false

    /// The column and value that a row must have to count.
    var part: (column: String, value: String)?

    /// Reads all examples of a file.
    ///
    /// - Throws: ``DatasetError/invalidText(file:reason:)``, and what opening the file throws.
    func readDataset(file: String) throws(DatasetError) -> TextDataset {
        var lines = try TextLines.open(file)
        let columns = try Columns(of: self, header: lines.next() ?? "", file: file)
        var list = ExampleList()
        while let line = try lines.next() {
            switch try row(line, of: lines, columns: columns) {
            case .example(let example): try list.add(example, of: lines)
            case .withoutLabel: list.skippedCount += 1
            case .ofOtherPart: break
            }
        }
        return try list.dataset(name: name, classNames: classNames, of: lines)
    }

    private func row(
        _ line: String, of lines: borrowing TextLines, columns: Columns
    ) throws(DatasetError) -> Row {
        let fields = splitFields(of: line)
        guard fields.count >= columns.needed else {
            if skipsShortRows { return .withoutLabel }
            throw lines.problem(
                .shortRow(line: lines.number, found: fields.count, needed: columns.needed))
        }
        if let part, let place = columns.part, fields[place] != part.value { return .ofOtherPart }
        let found = fields[columns.label]
        if let label = labels.firstIndex(where: { $0 == found }) {
            return .example(
                TextExample(
                    sentence1: String(fields[columns.sentence1]),
                    sentence2: columns.sentence2.map { String(fields[$0]) }, label: label))
        }
        if found == TextDataset.noLabel { return .withoutLabel }
        throw lines.problem(
            .unknownLabel(line: lines.number, found: String(found), allowed: labels))
    }
}

/// What a row of a file is good for.
private enum Row {
    case example(TextExample)
    case withoutLabel
    case ofOtherPart
}

/// Returns what stands between the tabs of a line.
private func splitFields(of line: String) -> [Substring] {
    line.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map { Substring($0) }
}

/// Where the fields stand in the rows of one file.
private struct Columns {
    let sentence1: Int
    let sentence2: Int?
    let label: Int
    let part: Int?

    /// The fewest fields that a row must have.
    let needed: Int

    init(of format: TSVFormat, header: String, file: String) throws(DatasetError) {
        let names = splitFields(of: header).map(String.init)
        func place(of allowed: [String]) throws(DatasetError) -> Int {
            for name in allowed {
                if let place = names.firstIndex(of: name) { return place }
            }
            throw TextProblem.missingColumn(found: names, needed: allowed).error(file: file)
        }
        sentence1 = try place(of: format.sentence1)
        if let names = format.sentence2 {
            sentence2 = try place(of: names)
        } else {
            sentence2 = nil
        }
        label = try place(of: format.label)
        if let column = format.part?.column { part = try place(of: [column]) } else { part = nil }
        needed = 1 + max(sentence1, sentence2 ?? 0, label, part ?? 0)
    }
}
