import Datasets
import TestSupport
import Testing

@Suite struct VocabularyTests {
    private static let special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"

    /// Returns the error of reading a vocabulary, `$` standing for its path.
    private func message(_ bytes: [UInt8]) throws -> String {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "vocab.txt")
        let error = #expect(throws: DatasetError.self) {
            try Vocabulary(path: folder.path + "/vocab.txt")
        }
        return "\(try #require(error))".replacing(folder.path, with: "$")
    }

    @Test(arguments: ["", "\r"], [false, true]) func numbersTokensByTheirLines(
        ending: String, hasMark: Bool
    ) throws {
        let folder = try TemporaryFolder()
        let text = (hasMark ? "\u{FEFF}" : "") + "the\n" + Self.special + "##s\nfox"
        try folder.write(Array(text.replacing("\n", with: ending + "\n").utf8), to: "vocab.txt")

        let vocabulary = try Vocabulary(path: folder.path + "/vocab.txt")

        #expect(vocabulary.tokens.count == 8)
        #expect(vocabulary.id(of: "the") == 0)
        #expect(vocabulary.id(of: "fox") == 7)
        #expect(vocabulary.id(of: "Fox") == nil)
        #expect(vocabulary.paddingID == 1 && vocabulary.unknownID == 2)
        #expect(vocabulary.classificationID == 3 && vocabulary.separatorID == 4)
        #expect(vocabulary.maskID == 5)
    }

    @Test func tellsTokensApartByTheirBytes() throws {
        let tokens = Vocabulary.specialTokens + ["\u{E9}", "e\u{301}"]
        let vocabulary = try Vocabulary(tokens: tokens)
        #expect(vocabulary.id(of: "\u{E9}") == 5)
        #expect(vocabulary.id(of: "e\u{301}") == 6)
    }

    @Test(arguments: damagedFiles) func namesWhatIsWrong(damaged: DamagedText) throws {
        #expect(try message(damaged.bytes) == "'$/vocab.txt' cannot be read: " + damaged.reason)
    }

    @Test func limitsSizes() throws {
        let prefix = "'$/vocab.txt' cannot be read: "
        let longLine = [UInt8](repeating: 0x61, count: 1_048_577)
        let manyLines = (0...1_000_000).flatMap { Array("\($0)\n".utf8) }
        let largeFile = [UInt8](repeating: 0x0A, count: 67_108_865)
        #expect(
            try message(longLine)
                == prefix + "line 1 is too long; it may hold at most 1048576 bytes")
        #expect(
            try message(manyLines)
                == prefix + "it holds too many tokens; at most 1000000 are allowed")
        #expect(
            try message(largeFile)
                == prefix + "it is too large; it may hold at most 67108864 bytes")
    }

    @Test func namesAPathThatIsNoFile() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: DatasetError.self) {
            try Vocabulary(path: folder.path + "/none")
        }
        #expect(
            missing?.description == "'\(folder.path)/none' cannot be read: there is no such file")
        let isFolder = #expect(throws: DatasetError.self) { try Vocabulary(path: folder.path) }
        #expect(
            isFolder?.description
                == "'\(folder.path)' is a folder; a regular file is needed")
    }

    static let damagedFiles: [DamagedText] = [
        DamagedText("", "it is empty; it must hold at least one line"),
        DamagedText("[PAD]\n[UNK]\n[CLS]\n[MASK]\n", "it lacks the special token '[SEP]'"),
        DamagedText(special + "a\nb\na\n", "line 8 repeats the token 'a' of line 6"),
        DamagedText(special + "a\n\nb\n", "line 7 is empty; it must hold a token"),
        DamagedText(bytes: Array(special.utf8) + [0xC3, 0x28, 0x0A], "line 6 is not UTF-8"),
    ]
}
