import Datasets
import Foundation
import TestSupport
import Testing

/// Damaged files must end in a dataset or in a ``DatasetError``, soon and without a crash.
@Suite struct TextFuzzTests {
    /// Texts between which the mutations are drawn, and the reader that understands each.
    private static let readers: [@Sendable (String) throws -> Void] = [
        { _ = try Vocabulary(path: $0) },
        { _ = try GLUE.readDataset(file: $0, task: .mnli) },
        { _ = try GLUE.readDataset(file: $0, task: .qqp) },
        { _ = try SICK.readDataset(file: $0, part: .training) },
        { _ = try NLIJSONLines.readDataset(file: $0) },
        { file in
            _ = try SentenceTable.readDataset(
                file: file, columns: SentenceColumns(sentence1: "text", label: "label"),
                classNames: SentenceTable.classNames(ofFile: file, column: "label"), name: "table")
        },
    ]

    private static let seeds = [
        "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n##s\né\r\n",
        "index\tsentence1\tsentence2\tgold_label\n0\ta\tb\tneutral\n1\té\t\"\tentailment\n",
        "id\tquestion1\tquestion2\tis_duplicate\n0\ta\tb\t0\n1\tc\td\t1\n",
        "sentence_A\tsentence_B\tentailment_label\tSemEval_set\na\tb\tNEUTRAL\tTRAIN\n",
        #"{"sentence1":"a","sentence2":"\u00e9","gold_label":"neutral","parse":[{"a":1e3}]}"#
            + "\n",
        "id,text,label\n1,\"a \"\"b\"\", c\",x\r\n2,\"d\ne\",y\n3,f,-\n",
    ]

    private static let insertions: [[UInt8]] = [
        [0], [0x09], [0x0A], [0x0D], [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80],
        Array("\\ud800".utf8), Array("1e999".utf8), Array("[[[[{".utf8), Array("\"".utf8),
        Array(repeating: 0x5B, count: 3_000), [0x1F, 0x8B, 8, 0],
    ]

    private func mutated(_ bytes: [UInt8], random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0...random.integer(below: 6) {
            let place = random.integer(below: bytes.count + 1)
            switch random.integer(below: 5) {
            case 0: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
            case 1:
                if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: random.next()) }
            case 2: bytes.removeSubrange(place..<min(place + random.integer(below: 9), bytes.count))
            case 3: bytes += bytes.prefix(place)
            default:
                let piece = Self.insertions[random.integer(below: Self.insertions.count)]
                bytes.insert(contentsOf: piece, at: place)
            }
        }
        return bytes
    }

    @Test(arguments: 0..<6) func damagedFilesGiveErrors(
        kind: Int
    ) throws {
        let folder = try TemporaryFolder()
        let name = kind == 5 ? "file.csv" : "file"
        let path = folder.path(name)
        var random = SeededRandom(seed: 41, stream: UInt64(kind))
        var errorCount = 0
        for _ in 0..<400 {
            let bytes = mutated(Array(Self.seeds[kind].utf8), random: &random)
            try folder.write(bytes, to: name)
            do {
                try Self.readers[kind](path)
            } catch let error as DatasetError {
                errorCount += 1
                #expect(error.description.contains(path))
                #expect(error.description.utf8.count < 2_000 + path.utf8.count)
            }
        }
        #expect(errorCount > 0 && errorCount < 400)
    }

    @Test func anyTextIsTokenized() throws {
        let vocabulary = try Vocabulary(tokens: TokenizerGolden.read().vocabulary)
        let tokenizer = WordPieceTokenizer(vocabulary: vocabulary)
        var random = SeededRandom(seed: 42)
        for _ in 0..<1000 {
            let bytes = (0..<random.integer(below: 60)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let encoded = tokenizer.encode(text, text, maximumLength: 16)
            #expect((3...16).contains(encoded.tokenIDs.count))
        }
    }
}
