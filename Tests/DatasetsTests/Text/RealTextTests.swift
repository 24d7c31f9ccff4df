import Datasets
import Foundation
import Testing

/// The folder with the data for natural language inference below the one `PDP_TEST_DATA` names.
private let folder = ProcessInfo.processInfo.environment["PDP_TEST_DATA"].map { $0 + "/nli" }
    .flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }

@Suite(.enabled(if: folder != nil, "PDP_TEST_DATA names no folder with nli")) struct RealTextTests {
    @Test(arguments: [false, true]) func tokenizesTenThousandSentencesAsHuggingFace(
        isCased: Bool
    ) throws {
        let folder = try #require(folder)
        let golden = try TokenizerGolden.read().realSentences
        let vocabulary = try Vocabulary(path: folder + "/bert-base-uncased-vocab.txt")
        let tokenizer = WordPieceTokenizer(vocabulary: vocabulary, isCased: isCased)
        let examples = try GLUE.readDataset(file: folder + "/train_mnli_like.tsv", task: .mnli)
            .examples.prefix(golden.sentenceCount / 2)

        var sentences = NumberHash()
        var pairs = NumberHash()
        for example in examples {
            let second = try #require(example.sentence2)
            sentences.add(tokenizer.tokenIDs(of: example.sentence1))
            sentences.add(tokenizer.tokenIDs(of: second))
            pairs.add(
                tokenizer.encode(example.sentence1, second, maximumLength: golden.pairLength)
                    .tokenIDs)
        }

        #expect(sentences.text == (isCased ? golden.cased : golden.uncased))
        #expect(pairs.text == (isCased ? golden.casedPairs : golden.uncasedPairs))
    }

    @Test(arguments: [("train_mnli_like", 117_404), ("dev_mnli_matched", 9_787)])
    func readsEveryPair(name: String, count: Int) throws {
        let folder = try #require(folder)
        let dataset = try GLUE.readDataset(file: folder + "/\(name).tsv", task: .mnli)
        #expect(dataset.count == count)
        #expect(dataset.skippedCount == 0)
        #expect(Set(dataset.examples.map(\.label)) == [0, 1, 2])
    }
}
