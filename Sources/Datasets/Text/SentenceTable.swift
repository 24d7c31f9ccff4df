/// The columns of a table that hold the sentences and the label, by their names in the first line.
public struct SentenceColumns: Sendable, Hashable {
    /// The sentence, or the first of a pair.
    public var sentence1: String

    /// The second of a pair; `nil` for single sentences.
    public var sentence2: String?

    /// The class, a word or a number.
    public var label: String

    /// Names the columns.
    public init(sentence1: String, sentence2: String? = nil, label: String) {
        self.sentence1 = sentence1
        self.sentence2 = sentence2
        self.label = label
    }

    /// All names.
    public var all: [String] { [sentence1] + (sentence2.map { [$0] } ?? []) + [label] }
}

/// Reader of labelled sentences in tables of any columns.
///
/// The first line names the columns. In files whose name ends in `.csv` (or `.csv.gz`) fields are
/// separated by commas and quoted as RFC 4180 says; in all others by tabs, and quotes mean nothing.
/// Empty lines do not count. Rows with the label `-` or none are left out and counted.
///
/// Source: Shafranovich, "Common Format and MIME Type for Comma-Separated Values (CSV) Files", 2005,
/// RFC 4180.
public enum SentenceTable {
    /// The most classes: a column with more different labels holds something else.
    public static let largestClassCount = 1024

    /// The names under which the training and the test examples are looked for, without their ends.
    private static let stems: [DatasetSplit: [String]] = [
        .training: ["train"], .test: ["dev", "val", "validation", "test"],
    ]

    /// Returns the path of the examples of a split: `train.tsv` or `train.csv`; `dev`, `val`,
    /// `validation` or `test`, the first that is there.
    ///
    /// - Throws: ``DatasetError`` for a folder or file that is missing.
    public static func file(
        in folder: String, split: DatasetSplit
    ) throws(DatasetError) -> String {
        let names = (stems[split] ?? []).flatMap { ["\($0).tsv", "\($0).csv"] }
        return try DataFolder(path: folder).file(named: names)
    }

    /// Returns the names in the first line of a file.
    ///
    /// - Throws: ``DatasetError/invalidText(file:reason:)``, and what opening the file throws.
    public static func columnNames(ofFile file: String) throws(DatasetError) -> [String] {
        var rows = try TableRows(file)
        return try rows.next() ?? []
    }

    /// Returns the different labels in a column, as far as rows have one; no more than one above
    /// ``largestClassCount``.
    ///
    /// - Throws: As ``readDataset(file:columns:classNames:name:)``.
    static func labels(ofFile file: String, column: String) throws(DatasetError) -> Set<String> {
        var rows = try TableRows(file)
        let header = try rows.next() ?? []
        let place = try rows.place(of: column, in: header)
        var labels: Set<String> = []
        while labels.count <= largestClassCount, let row = try rows.next() {
            if row.indices.contains(place) { labels.insert(row[place]) }
        }
        return labels
    }

    /// Returns the classes of a file: its different labels, as numbers in their order if all are whole
    /// numbers, else in the order of their bytes.
    ///
    /// - Throws: As ``readDataset(file:columns:classNames:name:)``.
    public static func classNames(
        ofFile file: String, column: String
    ) throws(DatasetError) -> [String] {
        let labels = try labels(ofFile: file, column: column).subtracting(missingLabels)
        guard labels.count <= largestClassCount else {
            throw TextProblem.tooManyLabels(column: column, allowed: largestClassCount)
                .error(file: file)
        }
        let numbers = labels.compactMap { Int($0) }
        if numbers.count == labels.count {
            return labels.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
        }
        return labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - file: The path of the file, plain or gzip.
    ///   - columns: The names of its columns.
    ///   - classNames: The labels in the order of their classes, mostly those of the training file.
    ///   - name: The dataset's name.
    /// - Returns: The examples in the order of the file.
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a file that is missing,
    ///   ``DatasetError/invalidText(file:reason:)`` for one that is empty, lacks a column, is not
    ///   UTF-8, or has a row with too few fields, an unknown label or a quote that does not end.
    public static func readDataset(
        file: String, columns: SentenceColumns, classNames: [String], name: String
    ) throws(DatasetError) -> TextDataset {
        var rows = try TableRows(file)
        let header = try rows.next() ?? []
        let sentence1 = try rows.place(of: columns.sentence1, in: header)
        let label = try rows.place(of: columns.label, in: header)
        var sentence2: Int?
        if let name = columns.sentence2 { sentence2 = try rows.place(of: name, in: header) }
        let needed = 1 + max(sentence1, sentence2 ?? 0, label)
        let classes = Dictionary(zip(classNames, 0...), uniquingKeysWith: { first, _ in first })
        var list = ExampleList()
        while let row = try rows.next() {
            guard row.count >= needed else {
                throw rows.lines.problem(
                    .shortRow(line: rows.line, found: row.count, needed: needed))
            }
            if let index = classes[row[label]] {
                let example = TextExample(
                    sentence1: row[sentence1], sentence2: sentence2.map { row[$0] }, label: index)
                try list.add(example, of: rows.lines)
            } else if missingLabels.contains(row[label]) {
                list.skippedCount += 1
            } else {
                throw rows.lines.problem(
                    .unknownLabel(line: rows.line, found: row[label], allowed: classNames))
            }
        }
        return try list.dataset(name: name, classNames: classNames, of: rows.lines)
    }

    /// What stands for no label.
    private static let missingLabels: Set<String> = ["", TextDataset.noLabel]
}
