import Datasets
import Testing

/// Epochs in which all classes are equally likely.
@Suite struct ExampleSamplingTests {
    /// 200 images of 4 × 4 pixels, each of another colour: 160 of the class 0, 32 of 1, 8 of 2 and none of 3.
    private func images() throws -> InMemoryImages {
        let labels = (0..<200).map { index -> UInt8 in index < 160 ? 0 : index < 192 ? 1 : 2 }
        var random = SeededRandom(seed: 1)
        return try InMemoryImages(
            name: "rare", classNames: ["a", "b", "c", "d"],
            imageShape: ImageShape(channelCount: 1, height: 4, width: 4),
            pixels: (0..<200 * 16).map { _ in UInt8(truncatingIfNeeded: random.next()) },
            labels: labels)
    }

    private func loader(
        seed: UInt64 = 5, workerCount: Int = 1,
        _ change: (inout LoaderConfiguration) -> Void = { _ in }
    ) throws -> BatchLoader {
        var configuration = LoaderConfiguration(
            batchSize: 16, shuffles: true, seed: seed,
            augmentation: Augmentation(crop: RandomCrop(padding: 3), flip: HorizontalFlip()),
            workerCount: workerCount)
        configuration.sampling = .balanced
        change(&configuration)
        return try BatchLoader(dataset: images(), configuration: configuration)
    }

    private func all(_ iterator: BatchIterator) throws -> [ImageBatch] {
        var batches: [ImageBatch] = []
        while let batch = try iterator.next() { batches.append(batch) }
        return batches
    }

    @Test func classesAreEquallyLikelyAndExamplesOfAClassToo() throws {
        let (loader, images) = (try loader(), try images())
        let epochCount = 60
        let drawn = (0..<epochCount).flatMap { loader.order(epoch: $0) }
        #expect(drawn.count == epochCount * 200)
        let classes = Dictionary(grouping: drawn) { images.label(at: $0) }.mapValues(\.count)
        #expect(classes.keys.sorted() == [0, 1, 2])
        // Five deviations of a number of 12,000 draws with a chance of 1 in 3.
        #expect(classes.values.allSatisfy { abs($0 - 4000) < 5 * 52 })
        let examples = Dictionary(grouping: drawn) { $0 }.mapValues(\.count)
        #expect(examples.count == 200)
        for (example, count) in examples {
            let mean = 4000 / Double([160, 32, 8][images.label(at: example)])
            // Six deviations of a number of rare events.
            #expect(abs(Double(count) - mean) < 6 * mean.squareRoot())
        }
    }

    @Test func dependsOnSeedAndEpochAlone() throws {
        let order = try loader().order(epoch: 3)
        #expect(try loader { ($0.batchSize, $0.shuffles) = (7, false) }.order(epoch: 3) == order)
        #expect(try loader().order(epoch: 4) != order)
        #expect(try loader(seed: 6).order(epoch: 3) != order)
    }

    @Test(arguments: [1, 5, 12, 20]) func resumesInTheMiddleOfAnEpoch(start: Int) throws {
        let whole = try all(loader().batches(epoch: 1))
        #expect(whole.count == 13 && whole.map(\.count).reduce(0, +) == 200)
        let rest = try all(loader(workerCount: 3).batches(epoch: 1, startingAt: start))
        #expect(rest == Array(whole.dropFirst(start)))
    }

    @Test(arguments: [2, 3]) func processesShareTheBatches(shareCount: Int) throws {
        let loader = try loader()
        for index in 0..<loader.batchCount {
            let parts = try (0..<shareCount).map { rank in
                try loader.sharing(BatchShare(rank, of: shareCount)).batch(at: index, epoch: 2)
            }
            let whole = try loader.batch(at: index, epoch: 2)
            #expect(parts.flatMap(\.pixels) == whole.pixels)
            #expect(parts.flatMap(\.labels) == whole.labels)
        }
    }

    /// An image that is shown again is not changed in the same way again, and the first time as if all were
    /// shown once.
    @Test func copiesAreAugmentedDifferently() throws {
        let loader = try loader { $0.batchSize = 200 }
        let order = loader.order(epoch: 0)
        let pixels = try loader.batch(at: 0, epoch: 0).pixels
        let plain = try self.loader { configuration in
            (configuration.batchSize, configuration.sampling) = (200, .once)
            configuration.shuffles = false
        }.batch(at: 0, epoch: 0).pixels
        func image(_ place: Int, of pixels: [Float]) -> [Float] {
            Array(pixels[place * 16..<(place + 1) * 16])
        }
        let places = Dictionary(grouping: order.indices) { order[$0] }
        for (example, places) in places {
            #expect(image(places[0], of: pixels) == image(example, of: plain))
        }
        let rare = try #require(places.values.max { $0.count < $1.count })
        // Of 98 ways to move and mirror an image.
        #expect(Set(rare.map { image($0, of: pixels) }).count > rare.count / 2 && rare.count > 4)
    }

    @Test func sentencesAreBalanced() throws {
        let examples = (0..<120).map { index in
            TextExample(
                sentence1: Array(repeating: "a", count: 1 + index % 9).joined(separator: " "),
                label: index < 110 ? 0 : 1)
        }
        let texts = try TokenizedDataset(
            TextDataset(name: "own", classNames: ["x", "y"], examples: examples),
            tokenizer: WordPieceTokenizer(
                vocabulary: Vocabulary(tokens: Vocabulary.specialTokens + ["a"])))
        var configuration = TextLoaderConfiguration(batchSize: 8, shuffles: true, seed: 2)
        configuration.sampling = .balanced
        let loader = try TextBatchLoader(dataset: texts, configuration: configuration)
        let labels = (0..<50).flatMap { loader.order(epoch: $0) }.joined().map { texts.labels[$0] }
        #expect(labels.count == 6000)
        // Five deviations of a number of 6,000 draws with a chance of 1 in 2.
        #expect(abs(labels.count { $0 == 1 } - 3000) < 5 * 39)
        #expect(loader.order(epoch: 1) == loader.order(epoch: 1))
        #expect(loader.order(epoch: 1) != loader.order(epoch: 2))
        let whole = loader.batch(at: 3, epoch: 1)
        let parts = (0..<2).map { loader.sharing(BatchShare($0, of: 2)).batch(at: 3, epoch: 1) }
        #expect(parts.flatMap(\.labels) == whole.labels)
    }

    @Test func examplesWithoutAClassAreNeverDrawn() {
        var random = SeededRandom(seed: 1)
        let drawn = BalancedSampler(labels: [-100, 2, -100, 0]).draw(count: 50, random: &random)
        #expect(Set(drawn) == [1, 3])
    }
}
