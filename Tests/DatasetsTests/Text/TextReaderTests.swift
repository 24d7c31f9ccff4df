import Datasets
import TestSupport
import Testing

@Suite struct TextReaderTests {
    private func read(
        _ text: String, _ reader: (String) throws -> TextDataset
    ) throws -> TextDataset {
        let folder = try TemporaryFolder()
        try folder.write(Array(text.utf8), to: "file")
        return try reader(folder.path + "/file")
    }

    private func read(_ text: String, task: GLUETask) throws -> TextDataset {
        try read(text) { try GLUE.readDataset(file: $0, task: task) }
    }

    @Test func readsMNLIByTheNamesOfItsColumns() throws {
        let dataset = try read(
            "index\tgenre\tsentence1\tsentence2\tgold_label\n"
                + "0\tfiction\tHe said \"no.\tA \"b\" c\tcontradiction\r\n"
                + "1\tfiction\t\té\tentailment\n2\tx\ty\tz\t-\n3\tx\ty\tz\tneutral",
            task: .mnli)
        #expect(dataset.classNames == ["entailment", "neutral", "contradiction"])
        #expect(
            dataset.examples == [
                TextExample(sentence1: "He said \"no.", sentence2: "A \"b\" c", label: 2),
                TextExample(sentence1: "", sentence2: "é", label: 0),
                TextExample(sentence1: "y", sentence2: "z", label: 1),
            ])
        #expect(dataset.skippedCount == 1)
        #expect(dataset.name == "mnli")
    }

    @Test func readsQQPWithoutItsBrokenRows() throws {
        let dataset = try read(
            "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n"
                + "7\t1\t2\tWhy?\tHow?\t0\n8\t1\t2\tbroken\n9\t1\t2\tWho?\tWho is it?\t1\n",
            task: .qqp)
        #expect(dataset.classNames == ["not_duplicate", "duplicate"])
        #expect(dataset.examples.map(\.label) == [0, 1])
        #expect(dataset.examples.map(\.sentence2) == ["How?", "Who is it?"])
        #expect(dataset.skippedCount == 1)
    }

    @Test func readsRTEAndSST2() throws {
        let rte = try read(
            "index\tsentence1\tsentence2\tlabel\n0\ta\tb\tnot_entailment\n1\tc\td\tentailment\n",
            task: .rte)
        #expect(rte.examples.map(\.label) == [1, 0])
        let sst2 = try read("sentence\tlabel\na bore \t0\ncharming \t1\n", task: .sst2)
        #expect(
            sst2.examples == [
                TextExample(sentence1: "a bore ", label: 0),
                TextExample(sentence1: "charming ", label: 1),
            ])
        #expect(sst2.classNames == ["negative", "positive"])
    }

    @Test(arguments: GLUETask.allCases) func findsTheSplitsOfATaskInItsFolder(
        task: GLUETask
    ) throws {
        let header = "sentence\tsentence1\tsentence2\tquestion1\tquestion2\t"
        let rows = header + "label\tis_duplicate\tgold_label\na\tb\tc\td\te\t"
        let label = task == .sst2 ? "1" : "entailment"
        let folder = try TemporaryFolder()
        let bytes = Array((rows + "\(label)\t1\tneutral\n").utf8)
        try folder.write(bytes, to: "train.tsv")
        try folder.write(bytes, to: task == .mnli ? "dev_matched.tsv" : "dev.tsv")
        for split in DatasetSplit.allCases {
            let dataset = try GLUE.readDataset(folder: folder.path, task: task, split: split)
            #expect(dataset.count == 1)
        }
    }

    @Test func readsBothPublishedFormsOfSICK() throws {
        let semEval = try read(
            "pair_ID\tsentence_A\tsentence_B\trelatedness_score\tentailment_judgment\n"
                + "1\ta\tb\t4.5\tNEUTRAL\n"
        ) { try SICK.readDataset(file: $0) }
        #expect(semEval.examples == [TextExample(sentence1: "a", sentence2: "b", label: 1)])

        let whole =
            "pair_ID\tsentence_A\tsentence_B\tentailment_label\tSemEval_set\n"
            + "1\ta\tb\tCONTRADICTION\tTRAIN\n2\tc\td\tENTAILMENT\tTEST\n"
        #expect(try read(whole) { try SICK.readDataset(file: $0) }.count == 2)
        let test = try read(whole) { try SICK.readDataset(file: $0, part: .test) }
        #expect(test.examples == [TextExample(sentence1: "c", sentence2: "d", label: 0)])
        #expect(test.skippedCount == 0)
    }

    @Test func readsJSONLinesAndCountsPairsWithoutALabel() throws {
        let dataset = try read(
            #"{"gold_label":"neutral","sentence1":"a \"b\"\tc","sentence2":"\u00e9","x":[1]}"#
                + "\n" + #"{"gold_label":"-","sentence1":"a","sentence2":"b"}"# + "\n"
                + #"{"sentence2":"d","sentence1":"c","gold_label":"contradiction"}"#
        ) { try NLIJSONLines.readDataset(file: $0) }
        #expect(
            dataset.examples == [
                TextExample(sentence1: "a \"b\"\tc", sentence2: "é", label: 1),
                TextExample(sentence1: "c", sentence2: "d", label: 2),
            ])
        #expect(dataset.skippedCount == 1)
        #expect(dataset.name == "snli")
    }

    @Test func refusesALabelWithoutAClass() {
        #expect(
            throws: DatasetError.labelOutOfRange(
                place: "own", index: 1, found: 2, allowed: 0..<2)
        ) {
            try TextDataset(
                name: "own", classNames: ["a", "b"],
                examples: [
                    TextExample(sentence1: "x", label: 1), TextExample(sentence1: "y", label: 2),
                ])
        }
    }
}
