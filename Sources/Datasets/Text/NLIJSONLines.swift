import Foundation

/// Reader of the JSON lines in which SNLI and MNLI are published.
///
/// Source: Bowman et al., "A large annotated corpus for learning natural language inference", 2015,
/// arXiv:1508.05326; Williams et al., "A Broad-Coverage Challenge Corpus for Sentence Understanding
/// through Inference", 2018, arXiv:1704.05426.
public enum NLIJSONLines {
    /// Reads a file with one object a line.
    ///
    /// An object has the strings `sentence1`, `sentence2` and `gold_label`; other keys are ignored.
    /// Rows whose label is `-`, on which the annotators did not agree, are left out and counted. The
    /// classes are entailment, neutral and contradiction, as in Hugging Face's `mnli` and `snli`.
    ///
    /// - Parameters:
    ///   - file: The path of the file, plain or gzip.
    ///   - name: The dataset's name.
    /// - Returns: The examples in the order of the file.
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a file that is missing,
    ///   ``DatasetError/invalidText(file:reason:)`` for one that is empty, or has a line that is
    ///   not UTF-8, no JSON object, lacks a key or has an unknown label.
    public static func readDataset(
        file: String, name: String = "snli"
    ) throws(DatasetError) -> TextDataset {
        var lines = try TextLines.open(file)
        let decoder = JSONDecoder()
        let classes = TextDataset.inferenceClasses
        var list = ExampleList()
        while let line = try lines.next() {
            let row = try row(line, of: lines, decoder: decoder)
            if let label = classes.firstIndex(of: row.goldLabel) {
                let example = TextExample(
                    sentence1: row.sentence1, sentence2: row.sentence2, label: label)
                try list.add(example, of: lines)
            } else if row.goldLabel == TextDataset.noLabel {
                list.skippedCount += 1
            } else {
                throw lines.problem(
                    .unknownLabel(line: lines.number, found: row.goldLabel, allowed: classes))
            }
        }
        return try list.dataset(name: name, classNames: classes, of: lines)
    }

    private struct Row: Decodable {
        let sentence1: String
        let sentence2: String
        let goldLabel: String

        enum CodingKeys: String, CodingKey {
            case sentence1
            case sentence2
            case goldLabel = "gold_label"
        }
    }

    private static func row(
        _ line: String, of lines: borrowing TextLines, decoder: JSONDecoder
    ) throws(DatasetError) -> Row {
        do {
            return try decoder.decode(Row.self, from: Data(line.utf8))
        } catch {
            throw lines.problem(problem(error, line: lines.number))
        }
    }

    /// Returns what kept a line from being decoded.
    private static func problem(_ error: any Error, line: Int) -> TextProblem {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): return .missingKey(line: line, key: key.stringValue)
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            guard let key = context.codingPath.last else { return .notAnObject(line: line) }
            return .wrongValue(line: line, key: key.stringValue)
        default: return .notAnObject(line: line)
        }
    }
}
