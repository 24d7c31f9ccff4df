import Datasets
import Testing

@Suite struct TextBatchLoaderTests {
    private static let vocabulary = Vocabulary.specialTokens + ["a", "b"]

    /// Examples of 1 to 20 words; the label is the number of words modulo 3.
    private func texts(count: Int = 103, workerCount: Int = 1) throws -> TokenizedDataset {
        var random = SeededRandom(seed: 5)
        let examples = (0..<count).map { _ in
            let wordCount = 1 + random.integer(below: 20)
            return TextExample(
                sentence1: Array(repeating: "a", count: wordCount).joined(separator: " "),
                sentence2: "b b", label: wordCount % 3)
        }
        return try TokenizedDataset(
            TextDataset(name: "own", classNames: ["x", "y", "z"], examples: examples),
            tokenizer: WordPieceTokenizer(vocabulary: Vocabulary(tokens: Self.vocabulary)),
            maximumLength: 18, workerCount: workerCount)
    }

    private func loader(_ configuration: TextLoaderConfiguration) throws -> TextBatchLoader {
        try TextBatchLoader(dataset: texts(), configuration: configuration)
    }

    private func all(_ iterator: TextBatchIterator) -> [TextBatch] {
        var batches: [TextBatch] = []
        while let batch = iterator.next() { batches.append(batch) }
        return batches
    }

    @Test(arguments: [1, 7, 32, 103, 200], [1, 3]) func showsEveryExampleOnce(
        batchSize: Int, bucketBatchCount: Int
    ) throws {
        let loader = try loader(
            TextLoaderConfiguration(
                batchSize: batchSize, shuffles: true, bucketBatchCount: bucketBatchCount))
        let batches = all(loader.batches(epoch: 0))
        #expect(batches.count == loader.batchCount)
        #expect(batches.flatMap(\.indices).sorted() == Array(0..<103))
        #expect(batches.dropLast().allSatisfy { $0.count == batchSize })
    }

    @Test func orderDependsOnSeedAndEpochAlone() throws {
        let configuration = TextLoaderConfiguration(batchSize: 8, shuffles: true, seed: 3)
        var other = configuration
        other.workerCount = 3
        other.prefetchCount = 1
        #expect(try loader(configuration).order(epoch: 4) == loader(other).order(epoch: 4))
        #expect(try loader(configuration).order(epoch: 4) != loader(other).order(epoch: 5))
        other.seed = 4
        #expect(try loader(configuration).order(epoch: 4) != loader(other).order(epoch: 4))
    }

    @Test func keepsTheOrderWithoutShufflingAndBuckets() throws {
        let loader = try loader(TextLoaderConfiguration(batchSize: 10, bucketBatchCount: 1))
        #expect(loader.order(epoch: 2).flatMap { $0 } == Array(0..<103))
    }

    @Test func bucketsSaveMostOfThePadding() throws {
        func padding(_ bucketBatchCount: Int) throws -> Int {
            let configuration = TextLoaderConfiguration(
                batchSize: 8, shuffles: true, bucketBatchCount: bucketBatchCount)
            return try all(loader(configuration).batches(epoch: 0))
                .map { $0.attentionMask.count { $0 == 0 } }.reduce(0, +)
        }
        #expect(try padding(10) * 4 < padding(1))
    }

    @Test func padsToTheLongestOfTheBatch() throws {
        let dataset = try texts()
        let loader = try loader(TextLoaderConfiguration(batchSize: 8, shuffles: true))
        for batch in all(loader.batches(epoch: 0)) {
            #expect(batch.length == batch.indices.map { dataset.length(at: $0) }.max())
            #expect(batch.tokenIDs.count == batch.count * batch.length)
            #expect(batch.labels == batch.indices.map { dataset.labels[$0] })
            for (row, index) in batch.indices.enumerated() {
                let text = dataset.text(at: index)
                let range = row * batch.length..<(row + 1) * batch.length
                let padding = Array(repeating: Int64(0), count: batch.length - text.tokenIDs.count)
                #expect(Array(batch.tokenIDs[range]) == text.tokenIDs.map(Int64.init) + padding)
                #expect(Array(batch.typeIDs[range]) == text.typeIDs.map(Int64.init) + padding)
                #expect(
                    Array(batch.attentionMask[range]) == text.tokenIDs.map { _ in 1 } + padding)
            }
        }
    }

    @Test(arguments: [1, 3]) func threadsReturnTheReference(workerCount: Int) throws {
        let loader = try loader(
            TextLoaderConfiguration(batchSize: 8, shuffles: true, workerCount: workerCount))
        let reference = (0..<loader.batchCount).map { loader.batch(at: $0, epoch: 2) }
        #expect(all(loader.batches(epoch: 2)) == reference)
    }

    @Test(arguments: [0, 1, 12, 13, 20]) func resumesInTheMiddleOfAnEpoch(start: Int) throws {
        let loader = try loader(TextLoaderConfiguration(batchSize: 8, shuffles: true))
        let whole = all(loader.batches(epoch: 1))
        #expect(all(loader.batches(epoch: 1, startingAt: start)) == Array(whole.dropFirst(start)))
    }

    @Test func dropsTheLastBatchOnlyIfItIsSmaller() throws {
        let loader = try loader(TextLoaderConfiguration(batchSize: 10, dropsLast: true))
        #expect(loader.batchCount == 10)
        #expect(all(loader.batches(epoch: 0)).allSatisfy { $0.count == 10 })
    }

    @Test func tokenizingDoesNotDependOnTheThreads() throws {
        let one = try texts(count: 3_000)
        let three = try texts(count: 3_000, workerCount: 3)
        #expect(one.count == 3_000 && three.count == 3_000)
        #expect((0..<3_000).allSatisfy { one.text(at: $0) == three.text(at: $0) })
        #expect(one.labels == three.labels)
    }
}
