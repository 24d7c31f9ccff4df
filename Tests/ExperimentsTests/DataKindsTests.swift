import Datasets
import Experiments
import Files
import Foundation
import Reports
import TestSupport
import Testing

/// `data.kind: auto` is decided by the whole folder, and what holds for a kind holds for it then.
@Suite struct DataKindsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../DatasetsTests/Folders/Golden").standardizedFileURL.path

    /// Copies an image of the golden files: `small.png` is 32 × 32, `rgb.png` larger.
    private func add(_ file: String, as name: String) throws {
        let path = folder.path(name)
        try makeFolder(at: URL(fileURLWithPath: path).deletingLastPathComponent().path)
        try FileManager.default.copyItem(atPath: "\(Self.golden)/\(file)", toPath: path)
    }

    /// Two classes with `count` small images each, in each part.
    private func addSmallImages(count: Int = 4) throws {
        for part in ["train", "test"] {
            for name in ["cat", "dog"] {
                for index in 0..<count {
                    try add("small.png", as: "\(part)/\(name)/\(index).png")
                }
            }
        }
    }

    private func write(_ text: String, to name: String) throws {
        try AtomicFile.write(text.utf8, to: folder.path(name))
    }

    private func open(_ change: (inout DataRecipe) -> Void = { _ in }) throws -> any DataSource {
        var recipe = DataRecipe()
        change(&recipe)
        return try DataSources.open(recipe, folder: folder.path)
    }

    @Test func takesEqualSmallSquaresIntoMemory() throws {
        try addSmallImages()
        let data = try open()
        #expect(data.identity?.kind == "small-images")
        #expect(
            data.notes == [
                "'data.kind' is auto and stands for small-images: all 16 images have 32 × 32 pixels"
            ])
    }

    @Test(arguments: ["train/dog/9.png", "test/cat/9.png", "train/cat/00.png"])
    func oneLargerImageMakesPhotographs(name: String) throws {
        try addSmallImages()
        try add("rgb.png", as: name)
        #expect(try open().identity?.kind == "folders")
    }

    @Test func doesNotDecideByImagesThatCannotBeRead() throws {
        try addSmallImages()
        try write("", to: "test/cat/0000.png")
        try write("no image", to: "train/cat/0000.png")
        let data = try open()
        #expect(data.identity?.kind == "small-images" && data.skipped.count == 2)
    }

    @Test(arguments: ["small-images", "auto"]) func refusesKeysOfOtherKinds(kind: String) throws {
        try addSmallImages()
        let reason = kind == "auto" ? ", as here: all 16 images have 32 × 32 pixels" : ""
        #expect(
            message {
                _ = try open {
                    $0.kind = kind
                    $0.imageSize = 64
                }
            } == "'data.imageSize' is 64 in the recipe; "
                + "it must be left out where 'data.kind' is small-images" + reason)
    }

    @Test(arguments: ["folders", "auto"]) func refusesBordersOfPhotographs(kind: String) throws {
        try addSmallImages()
        try add("rgb.png", as: "train/dog/9.png")
        let text = message {
            _ = try open {
                $0.kind = kind
                $0.crop = 4
            }
        }
        let start =
            "'data.crop' is 4 in the recipe; it must be left out where 'data.kind' is folders"
        #expect(text?.hasPrefix(start) == true)
    }

    @Test func refusesPartsOfSeveralSizes() throws {
        try addSmallImages()
        try FileManager.default.removeItem(atPath: folder.path("test"))
        try add("rgb.png", as: "test/cat/0.png")
        let text = message { _ = try open { $0.kind = "small-images" } }
        #expect(
            text?.hasPrefix(
                "the training data in '\(folder.path)' are images 3 × 32 × 32 and the test data")
                == true)
    }

    @Test(arguments: ["small-images", "folders", "auto"])
    func takesASampleOfEveryKindOfFolder(kind: String) throws {
        try addSmallImages(count: 10)
        let source = try open {
            $0.kind = kind
            $0.trainingCount = 6
            $0.testCount = 4
        }
        let data = try #require(source as? ImageSource)
        #expect((0..<6).filter { data.training.label(at: $0) == 0 }.count == 3)
        #expect((0..<4).map(data.test.label) == [0, 0, 1, 1])
        #expect(data.identity?.parts.map(\.exampleCount) == [20, 20])
    }

    @Test(arguments: ["folders", "small-images", "auto"])
    func takesTheClassesOfTheTrainingPart(kind: String) throws {
        try addSmallImages()
        try FileManager.default.removeItem(atPath: folder.path("test/cat"))
        var recipe = Recipe()
        recipe.epochs = 0
        recipe.initialWeights = "weights"
        recipe.data.kind = kind
        recipe.data.normalization = "half"
        let data = try DataSources.open(for: recipe, folder: folder.path)
        #expect(data.classNames == ["cat", "dog"] && data.testCount == 4)
    }

    @Test func saysWhereACountIsAboveWhatThereIs() throws {
        try addSmallImages()
        let data = try open {
            $0.kind = "folders"
            $0.trainingCount = 9
        }
        #expect(data.trainingCount == 8)
        #expect(data.notes == ["'data.trainingCount' is 9; there are 8, and all are used"])
    }

    private func addVocabulary() throws {
        try write("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ngood\nfilm\n", to: "vocab.txt")
    }

    @Test(arguments: [
        ("sentence\tlabel\ngood film\t1\nfilm\t0\n", "dev.tsv", "sst-2"),
        ("index\tsentence1\tsentence2\tlabel\n0\ta\tb\tnot_entailment\n", "dev.tsv", "rte"),
        ("id\tquestion1\tquestion2\tis_duplicate\n0\ta\tb\t1\n", "dev.tsv", "qqp"),
        ("sentence1\tsentence2\tgold_label\na\tb\tneutral\n", "dev_matched.tsv", "mnli"),
    ])
    func knowsTheTasksOfSentences(text: String, test: String, kind: String) throws {
        try addVocabulary()
        try write(text, to: "train.tsv")
        try write(text, to: test)
        let data = try open()
        #expect(data.identity?.kind == kind)
        #expect(
            data.notes == [
                "'data.kind' is auto and stands for \(kind): 'train.tsv' and '\(test)' have its columns"
            ])
    }

    private static let kinds =
        "'data.kind' must be one of mnli, qqp, rte, sst-2, sick, snli, table, "
        + "or name the columns in 'data.columns'"

    @Test(arguments: [
        (
            ["train.tsv": "label\tcontent\n1\tgood\n"],
            "the columns and labels of 'train.tsv' ('label', 'content') are those of no task"
        ),
        (
            ["train.tsv": "sentence\tlabel\na\t1\n", "dev.tsv": "sentence\tlabel\na\tbad\n"],
            "the columns and labels of 'dev.tsv' ('sentence', 'label') are those of no task"
        ),
        (
            [
                "train.tsv": "sentence\tlabel\na\t1\n",
                "dev.tsv": "question1\tquestion2\tis_duplicate\na\tb\t1\n",
            ],
            "'train.tsv' has the columns of sst-2 and 'dev.tsv' those of qqp"
        ),
        (["reviews.csv": "a,b\n"], "the name 'reviews.csv' does not tell their task"),
    ])
    func saysWhatToDoForOtherSentences(files: [String: String], reason: String) throws {
        for (name, text) in files { try write(text, to: name) }
        #expect(
            message { _ = try open() }
                == "'\(folder.path)' holds sentences, and \(reason); \(Self.kinds)")
    }

    private func writeTable(
        _ train: String = "label,content\nbad,film\ngood,\"good, film\"\n",
        _ test: String = "label,content\ngood,film\n"
    ) throws {
        try addVocabulary()
        try write(train, to: "train.csv")
        try write(test, to: "test.csv")
    }

    @Test(arguments: ["auto", "table"]) func readsTables(kind: String) throws {
        try writeTable()
        let data = try open {
            $0.kind = kind
            $0.columns = SentenceColumns(sentence1: "content", label: "label")
        }
        #expect(data.classNames == ["bad", "good"])
        let text = try #require(data as? TextSource)
        #expect(text.test.labels == [1] && text.training.labels == [0, 1])
    }

    @Test(arguments: [
        ("contents", "label", "sentence", "'contents'", "; did you mean 'content'?"),
        ("content", "class", "label", "'class'", ""),
        ("label", "labels", "label", "'labels'", "; did you mean 'label'?"),
    ])
    func namesTheColumnsThatThereAre(
        sentence: String, label: String, key: String, found: String, nearest: String
    ) throws {
        try writeTable()
        #expect(
            message {
                _ = try open {
                    $0.columns = SentenceColumns(sentence1: sentence, label: label)
                }
            } == "'data.columns.\(key)' is \(found) in the recipe; it must be a column of "
                + "'\(folder.path)/train.csv', which are 'label', 'content'\(nearest)")
    }

    @Test func refusesALabelThatTrainingDoesNotHave() throws {
        try writeTable("label,content\n0,a\n1,b\n", "label,content\n2,a\n")
        #expect(
            message {
                _ = try open { $0.columns = SentenceColumns(sentence1: "content", label: "label") }
            } == "'\(folder.path)/test.csv' cannot be read: line 2 has the label '2'; "
                + "it must be one of '0', '1'")
    }

    @Test func writesColumnsIntoTheRecipe() throws {
        var recipe = Recipe()
        for columns in [
            SentenceColumns(sentence1: "a", label: "b"),
            SentenceColumns(sentence1: "a", sentence2: "c", label: "b"),
        ] {
            recipe.data.columns = columns
            #expect(try Recipe(yaml: recipe.yaml, file: "r.yaml") == recipe)
        }
    }
}
