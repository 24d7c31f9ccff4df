import Datasets
import TestSupport
import Testing

@Suite struct TextReaderErrorTests {
    /// Returns the reason of the error of reading a file.
    private func reason(
        _ bytes: [UInt8], _ reader: (String) throws -> TextDataset
    ) throws -> String {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "file")
        let error = #expect(throws: DatasetError.self) { _ = try reader(folder.path + "/file") }
        let text = "\(try #require(error))"
        let prefix = "'\(folder.path)/file' cannot be read: "
        #expect(text.hasPrefix(prefix))
        return String(text.dropFirst(prefix.count))
    }

    @Test(arguments: damagedTables) func namesWhatIsWrongInATable(damaged: DamagedText) throws {
        let found = try reason(damaged.bytes) { try GLUE.readDataset(file: $0, task: .mnli) }
        #expect(found == damaged.reason)
    }

    @Test(arguments: damagedJSONLines) func namesWhatIsWrongInJSONLines(
        damaged: DamagedText
    ) throws {
        let found = try reason(damaged.bytes) { try NLIJSONLines.readDataset(file: $0) }
        #expect(found == damaged.reason)
    }

    @Test func namesALineThatIsAbsurdlyLong() throws {
        let bytes = Array((Self.header + String(repeating: "x", count: 1_048_577)).utf8)
        let found = try reason(bytes) { try GLUE.readDataset(file: $0, task: .mnli) }
        #expect(found == "line 2 is too long; it may hold at most 1048576 bytes")
    }

    @Test func namesBothNamesOfSICKsLabel() throws {
        let bytes = Array("sentence_A\tsentence_B\n".utf8)
        let found = try reason(bytes) { try SICK.readDataset(file: $0) }
        #expect(
            found == "its first line names the columns 'sentence_A', 'sentence_B'; "
                + "it must name 'entailment_label' or 'entailment_judgment'")
    }

    @Test func namesTheFilesOfATasksFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "other")
        let error = #expect(throws: DatasetError.self) {
            try GLUE.readDataset(folder: folder.path, task: .mnli, split: .test)
        }
        #expect(
            error?.description
                == "data folder '\(folder.path)' lacks a file; it must hold 'dev_matched.tsv'")
    }

    private static let header = "sentence1\tsentence2\tgold_label\n"
    private static let allowed = "it must be one of 'entailment', 'neutral', 'contradiction'"

    static let damagedTables: [DamagedText] = [
        DamagedText("", "it is empty; it must hold at least one line"),
        DamagedText(
            "sentence1\u{0}\tgold\u{7F}\n",
            "its first line names the columns 'sentence1\\0', 'gold\\u{7F}'; "
                + "it must name 'sentence1'"),
        DamagedText(
            "sentence1\tsentence2\tlabel\n",
            "its first line names the columns 'sentence1', 'sentence2', 'label'; "
                + "it must name 'gold_label'"),
        DamagedText(
            String(repeating: "c\t", count: 24) + "c",
            "its first line names the columns " + String(repeating: "'c', ", count: 19)
                + "'c' and 5 more; it must name 'sentence1'"),
        DamagedText(
            header, "it holds no labelled sentences (and 0 without a label); at least 1 is needed"),
        DamagedText(
            header + "a\tb\t-\n",
            "it holds no labelled sentences (and 1 without a label); at least 1 is needed"),
        DamagedText(
            header + "a\tb\tneutral\na\tb\n", "line 3 has 2 fields; it must have at least 3"),
        DamagedText(header + "\n", "line 2 has 1 field; it must have at least 3"),
        DamagedText(header + "a\tb\tNeutral\n", "line 2 has the label 'Neutral'; " + allowed),
        DamagedText(
            header + "a\tb\t" + String(repeating: "x", count: 50),
            "line 2 has the label '" + String(repeating: "x", count: 40) + "…'; " + allowed),
        DamagedText(
            bytes: Array((header + "a\tb\tneutral\nx").utf8) + [0xFF, 0x0A],
            "line 3 is not UTF-8"),
    ]

    private static let good = #"{"sentence1":"a","sentence2":"b","gold_label":"neutral"}"#

    static let damagedJSONLines: [DamagedText] = [
        DamagedText("{", "line 1 is not a JSON object"),
        DamagedText("[]", "line 1 is not a JSON object"),
        DamagedText("7", "line 1 is not a JSON object"),
        DamagedText(String(repeating: "[", count: 5_000), "line 1 is not a JSON object"),
        DamagedText(good + "\n\n" + good, "line 2 is not a JSON object"),
        DamagedText(
            good + "\n" + #"{"sentence1":"a","sentence2":"b"}"#,
            "line 2 lacks the key 'gold_label'"),
        DamagedText(
            good.replacing("\"b\"", with: "7"), "'sentence2' of line 1 must be a string"),
        DamagedText(
            good.replacing("\"a\"", with: "null"), "'sentence1' of line 1 must be a string"),
        DamagedText(
            good.replacing("neutral", with: ""), "line 1 has the label ''; " + allowed),
        DamagedText(
            good.replacing("neutral", with: "-"),
            "it holds no labelled sentences (and 1 without a label); at least 1 is needed"),
        DamagedText(
            bytes: Array((good + "\n\"").utf8) + [0xC3, 0x28], "line 2 is not UTF-8"),
    ]
}
