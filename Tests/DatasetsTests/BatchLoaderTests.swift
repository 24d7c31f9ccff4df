import Datasets
import Testing

@Suite struct BatchLoaderTests {
    private func images(count: Int = 50) throws -> InMemoryImages {
        try GlyphGenerator(seed: 9).dataset(count: count, split: .training)
    }

    private func loader(_ configuration: LoaderConfiguration) throws -> BatchLoader {
        try BatchLoader(dataset: images(), configuration: configuration)
    }

    private func all(_ iterator: BatchIterator) throws -> [ImageBatch] {
        var batches: [ImageBatch] = []
        while let batch = try iterator.next() { batches.append(batch) }
        return batches
    }

    @Test func shuffledOrderIsAPermutationOfEachEpoch() throws {
        let loader = try loader(LoaderConfiguration(shuffles: true, seed: 3))
        #expect(loader.order(epoch: 0).sorted() == Array(0..<50))
        #expect(loader.order(epoch: 0) != loader.order(epoch: 1))
        #expect(loader.order(epoch: 0) != Array(0..<50))
    }

    @Test func orderDependsOnSeedAndEpochAlone() throws {
        let first = try loader(LoaderConfiguration(batchSize: 7, shuffles: true, seed: 3))
        let second = try loader(LoaderConfiguration(batchSize: 9, shuffles: true, seed: 3))
        let other = try loader(LoaderConfiguration(batchSize: 7, shuffles: true, seed: 4))
        #expect(first.order(epoch: 5) == second.order(epoch: 5))
        #expect(first.order(epoch: 5) != other.order(epoch: 5))
    }

    @Test(arguments: [(1, 50), (7, 8), (25, 2), (50, 1), (64, 1)])
    func showsEveryImageOnce(batchSize: Int, batchCount: Int) throws {
        let loader = try loader(LoaderConfiguration(batchSize: batchSize))
        let batches = try all(loader.batches(epoch: 0))
        #expect(loader.batchCount == batchCount)
        #expect(batches.count == batchCount)
        #expect(batches.flatMap(\.labels) == (0..<50).map { Int64($0 % 10) })
        #expect(try batches.flatMap(\.pixels) == images().pixels.map { Float($0) / 255 })
    }

    @Test func dropsTheLastBatchOnlyIfItIsSmaller() throws {
        let uneven = try loader(LoaderConfiguration(batchSize: 7, dropsLast: true))
        let even = try loader(LoaderConfiguration(batchSize: 10, dropsLast: true))
        #expect(try all(uneven.batches(epoch: 0)).map(\.count) == [7, 7, 7, 7, 7, 7, 7])
        #expect(try all(even.batches(epoch: 0)).count == 5)
    }

    @Test(arguments: [1, 3], [1, 4]) func threadsReturnTheReference(
        workerCount: Int, prefetchCount: Int
    ) throws {
        let loader = try loader(.augmented(workerCount: workerCount, prefetchCount: prefetchCount))
        let batches = try all(loader.batches(epoch: 2))
        let reference = try (0..<loader.batchCount).map { try loader.batch(at: $0, epoch: 2) }
        #expect(batches == reference)
    }

    @Test(arguments: [0, 1, 12, 13, 20]) func resumesInTheMiddleOfAnEpoch(start: Int) throws {
        let loader = try loader(.augmented())
        let whole = try all(loader.batches(epoch: 1))
        let rest = try all(loader.batches(epoch: 1, startingAt: start))
        #expect(rest == Array(whole.dropFirst(start)))
    }

    @Test func augmentationDoesNotDependOnTheBatch() throws {
        let small = try loader(.augmented(batchSize: 1))
        let large = try loader(.augmented(batchSize: 50))
        let pixels = try all(small.batches(epoch: 3)).flatMap(\.pixels)
        #expect(try pixels == all(large.batches(epoch: 3)).flatMap(\.pixels))
        #expect(try pixels != all(large.batches(epoch: 4)).flatMap(\.pixels))
    }

    @Test func normalisedImagesHaveMeanZeroAndDeviationOne() throws {
        let statistics = try images().channelStatistics()
        let loader = try loader(LoaderConfiguration(batchSize: 50, normalization: statistics))
        let pixels = try loader.batch(at: 0, epoch: 0).pixels.map { Double($0) }
        let mean = pixels.reduce(0, +) / Double(pixels.count)
        let variance = pixels.reduce(0) { $0 + $1 * $1 } / Double(pixels.count)
        // Pixels are rounded to 24 bits, their mean and deviation too.
        #expect(abs(mean) < 1e-6)
        #expect(abs(variance - 1) < 1e-6)
    }
}

extension LoaderConfiguration {
    /// Shuffles, crops and flips, in batches of 4 unless told otherwise.
    static func augmented(
        batchSize: Int = 4, workerCount: Int = 1, prefetchCount: Int = 2
    ) -> LoaderConfiguration {
        LoaderConfiguration(
            batchSize: batchSize, shuffles: true, seed: 11,
            augmentation: Augmentation(crop: RandomCrop(padding: 3), flip: HorizontalFlip()),
            prefetchCount: prefetchCount, workerCount: workerCount)
    }
}
