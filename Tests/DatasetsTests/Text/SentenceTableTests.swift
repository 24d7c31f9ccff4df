import Datasets
import TestSupport
import Testing

@Suite struct SentenceTableTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(
        _ text: String, name: String, sentence2: String? = nil
    ) throws -> TextDataset {
        try folder.write(Array(text.utf8), to: name)
        let file = folder.path(name)
        let columns = SentenceColumns(sentence1: "text", sentence2: sentence2, label: "label")
        return try SentenceTable.readDataset(
            file: file, columns: columns,
            classNames: SentenceTable.classNames(ofFile: file, column: "label"), name: "table")
    }

    @Test(arguments: [
        ("t.tsv", "label\ttext\nbad\ta \"b\", c\n\ngood\td"),
        ("t.csv", "label,text\r\nbad,\"a \"\"b\"\", c\"\r\n\r\ngood,d\r\n"),
        ("t.csv", "text,more,label\n\"a \"\"b\"\", c\",\"x,\ny\",bad\nd,,good"),
        ("T.CSV", "\"text\",\"label\"\n\"a \"\"b\"\", c\",\"bad\"\nd,good\n"),
    ])
    func readsFieldsOfBothFormats(name: String, text: String) throws {
        let data = try read(text, name: name)
        #expect(data.classNames == ["bad", "good"])
        #expect(
            data.examples == [
                TextExample(sentence1: "a \"b\", c", label: 0),
                TextExample(sentence1: "d", label: 1),
            ])
    }

    @Test(arguments: [
        ("2,10,-1", ["-1", "2", "10"]), ("yes,no,yes", ["no", "yes"]),
        ("1,10,2,x", ["1", "10", "2", "x"]), ("0,-,1,", ["0", "1"]),
    ])
    func ordersItsClasses(labels: String, classNames: [String]) throws {
        let rows = labels.split(separator: ",", omittingEmptySubsequences: false)
            .map { "s,\($0)" }.joined(separator: "\n")
        let data = try read("text,label\n" + rows, name: "t.csv")
        #expect(data.classNames == classNames)
        #expect(
            data.count + data.skippedCount
                == labels.split(
                    separator: ",", omittingEmptySubsequences: false
                ).count)
    }

    @Test func keepsLineBreaksInQuotesAndPairs() throws {
        let data = try read(
            "text,other,label\n\"a\nb\",\"\",1\nc,\"d\"\"\",0\n", name: "t.csv", sentence2: "other")
        #expect(
            data.examples == [
                TextExample(sentence1: "a\nb", sentence2: "", label: 1),
                TextExample(sentence1: "c", sentence2: "d\"", label: 0),
            ])
    }

    @Test(arguments: [
        (
            "t.csv", "text,label\n\"a,1\nb,0\n",
            "the quote that starts in the record of line 2 does not end"
        ),
        (
            "t.csv", "text,label\na,1\n\"b\"c,0\n",
            "line 3 goes on after the quote at the end of a field; a comma must follow, and a quote "
                + "in a quoted field must stand twice"
        ),
        ("t.tsv", "text\tlabel\na\t1\nb\n", "line 3 has 1 field; it must have at least 2"),
        (
            "t.csv", "text;label\na;1\n",
            "its first line names the columns 'text;label'; it must name 'label'"
        ),
        (
            "t.tsv", "text\tlabel\n",
            "it holds no labelled sentences (and 0 without a label); at least 1 is needed"
        ),
    ])
    func saysWhatIsWrong(name: String, text: String, reason: String) throws {
        #expect(
            message { _ = try read(text, name: name) }
                == "'\(folder.path)/\(name)' cannot be read: \(reason)")
    }

    @Test func refusesAColumnOfManyLabels() throws {
        let rows = (0..<1025).map { "s,l\($0)" }.joined(separator: "\n")
        #expect(
            message { _ = try read("text,label\n" + rows, name: "t.csv") }
                == "'\(folder.path)/t.csv' cannot be read: "
                + "its column 'label' holds more than 1024 different labels")
    }

    @Test(arguments: [
        ("sentence\tlabel\na\t1\n", GLUETask.sst2), ("sentence\tlabel\na\tpos\n", nil),
        ("index\tsentence1\tsentence2\tlabel\n0\ta\tb\tentailment\n", .rte),
        ("index\tsentence1\tsentence2\tlabel\n0\ta\tb\t1\n", nil),
        ("id\tquestion1\tquestion2\tis_duplicate\n", .qqp),
        ("sentence1\tsentence2\tlabel1\tgold_label\n", .mnli), ("label\tcontent\n1\ta\n", nil),
    ])
    func tellsTheTaskOfAFile(text: String, task: GLUETask?) throws {
        try folder.write(Array(text.utf8), to: "train.tsv")
        #expect(try GLUE.task(ofFile: folder.path("train.tsv")) == task)
    }
}
