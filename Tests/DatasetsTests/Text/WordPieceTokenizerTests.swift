import Datasets
import Foundation
import Testing

@Suite struct WordPieceTokenizerTests {
    private let golden: TokenizerGolden
    private let vocabulary: Vocabulary

    init() throws {
        golden = try TokenizerGolden.read()
        vocabulary = try Vocabulary(tokens: golden.vocabulary)
    }

    @Test func equalsHuggingFaceOnHardTexts() {
        let uncased = WordPieceTokenizer(vocabulary: vocabulary)
        let cased = WordPieceTokenizer(vocabulary: vocabulary, isCased: true)
        #expect(golden.texts.count > 40)
        for text in golden.texts {
            #expect(uncased.tokenIDs(of: text.text) == text.uncased, "\(text.text)")
            #expect(cased.tokenIDs(of: text.text) == text.cased, "\(text.text)")
        }
    }

    @Test(arguments: [false, true]) func referenceEqualsHuggingFaceToo(isCased: Bool) {
        let reference = WordPieceReference(vocabulary: vocabulary, isCased: isCased)
        for text in golden.texts where !text.text.contains("[") {
            let expected = isCased ? text.cased : text.uncased
            #expect(reference.tokenIDs(of: text.text) == expected, "\(text.text)")
        }
    }

    @Test func encodesAndCutsPairsAsHuggingFace() {
        let tokenizer = WordPieceTokenizer(vocabulary: vocabulary)
        for pair in golden.pairs {
            let text = tokenizer.encode(
                pair.first, pair.second, maximumLength: pair.maximumLength)
            #expect(text.tokenIDs == pair.ids, "\(pair)")
            #expect(text.typeIDs == pair.typeIDs, "\(pair)")
        }
    }

    @Test func classifiesAllOfUnicodeAsHuggingFace() {
        let references = [true, false].map {
            WordPieceReference(vocabulary: vocabulary, isCased: $0)
        }
        let excluded = Set(golden.unicode.excluded)
        for block in golden.unicode.blocks {
            var hash = NumberHash()
            for value in block.start..<block.start + 0x1000 where !excluded.contains(value) {
                guard let scalar = Unicode.Scalar(value) else { continue }
                for word in references.flatMap({ $0.words(of: "Q\(scalar)Q") }) {
                    for part in word.unicodeScalars { hash.add(part.value) }
                    hash.add(0)
                }
            }
            #expect(hash.text == block.hash, "block \(String(block.start, radix: 16))")
        }
    }

    @Test(arguments: [false, true]) func fastPathEqualsReference(isCased: Bool) {
        let tokenizer = WordPieceTokenizer(vocabulary: vocabulary, isCased: isCased)
        let reference = WordPieceReference(vocabulary: vocabulary, isCased: isCased)
        let parts =
            golden.texts.map(\.text).filter { !$0.contains("[") }
            .flatMap { $0.unicodeScalars.map { String($0) } } + golden.vocabulary.dropFirst(5)
        var random = SeededRandom(seed: 17)
        for _ in 0..<2000 {
            let asciiOnly = random.occurs(withProbability: 0.5)
            var text = ""
            for _ in 0..<random.integer(below: 40) {
                let part = parts[random.integer(below: parts.count)]
                text += asciiOnly ? part.filter(\.isASCII) : part
                if random.occurs(withProbability: 0.2) { text += " " }
            }
            #expect(
                tokenizer.tokenIDs(of: text) == reference.tokenIDs(of: text),
                "\(Array(text.unicodeScalars))")
        }
    }

    @Test func sentenceAloneHasTypeZeroOnly() {
        let tokenizer = WordPieceTokenizer(vocabulary: vocabulary)
        let text = tokenizer.encode("the fox", maximumLength: 3)
        #expect(text.tokenIDs.map { vocabulary.tokens[Int($0)] } == ["[CLS]", "the", "[SEP]"])
        #expect(text.typeIDs == [0, 0, 0])
        #expect(tokenizer.tokens(of: "The FOX jumps") == ["the", "fox", "jump", "##s"])
    }
}
