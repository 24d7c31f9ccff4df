/// Cuts tokenized sentences into batches of similar length, prepared ahead by threads.
///
/// An epoch's examples are shuffled and cut into buckets; each bucket is sorted by length and cut
/// into batches, and the batches of all buckets are shuffled. What does not fill a batch comes last
/// and is drawn before the sorting, so that `dropsLast` prefers no length. All of it depends only on
/// the seed and the epoch, so training that resumes in the middle of an epoch, with `startingAt`,
/// gets the very batches that it would have got.
///
///     let texts = try TokenizedDataset(dataset, tokenizer: tokenizer)
///     let loader = try TextBatchLoader(dataset: texts, configuration: .init(shuffles: true))
///     let batches = loader.batches(epoch: 0)
///     while let batch = batches.next() { … }
public struct TextBatchLoader: Sendable {
    /// The tokenized sentences.
    public let dataset: TokenizedDataset

    /// How they are ordered, grouped and prepared.
    public let configuration: TextLoaderConfiguration

    /// Draws the examples of an epoch where they are balanced.
    private let sampler: BalancedSampler?

    /// Creates a loader.
    ///
    /// - Parameters:
    ///   - dataset: The tokenized sentences.
    ///   - configuration: How they are ordered, grouped and prepared.
    /// - Throws: ``DatasetError/invalidSetting(name:found:allowed:)``, also where `dropsLast` would
    ///   leave out the only batch.
    public init(
        dataset: TokenizedDataset, configuration: TextLoaderConfiguration
    ) throws(DatasetError) {
        try configuration.check(exampleCount: dataset.count)
        self.dataset = dataset
        self.configuration = configuration
        sampler = BalancedSampler?(
            configuration.sampling, labels: dataset.labels.lazy.map { Int($0) })
    }

    /// The same batches, of which `share` is prepared.
    public func sharing(_ share: BatchShare) -> TextBatchLoader {
        TextBatchLoader(self, share)
    }

    private init(_ whole: TextBatchLoader, _ share: BatchShare) {
        dataset = whole.dataset
        sampler = whole.sampler
        var configuration = whole.configuration
        configuration.share = share
        self.configuration = configuration
    }

    /// Batches of an epoch.
    public var batchCount: Int {
        let full = dataset.count / configuration.batchSize
        let hasRest = !dataset.count.isMultiple(of: configuration.batchSize)
        return full + (hasRest && !configuration.dropsLast ? 1 : 0)
    }

    /// Returns which examples each batch of an epoch holds.
    ///
    /// - Parameter epoch: At least 0.
    /// - Returns: ``batchCount`` arrays of indices; every example is in one of them, or in none if
    ///   it is left out by `dropsLast`. Where they are balanced, each is there as often as it is drawn.
    public func order(epoch: Int) -> [[Int]] {
        var random = SeededRandom(
            seed: configuration.seed, stream: RandomPurpose.order.rawValue, UInt64(epoch))
        let examples = sampler.order(
            count: dataset.count, shuffles: configuration.shuffles, random: &random)
        let size = configuration.batchSize
        let fullCount = dataset.count / size
        var batches = chunks(of: examples.prefix(fullCount * size), size: bucketSize)
            .flatMap { chunks(of: sortedByLength($0), size: size) }
        if configuration.shuffles || sampler != nil, configuration.bucketBatchCount > 1 {
            batches = random.permutation(count: batches.count).map { batches[$0] }
        }
        let rest = Array(examples.dropFirst(fullCount * size))
        return rest.isEmpty || configuration.dropsLast ? batches : batches + [rest]
    }

    /// The examples of an epoch, before they are grouped.
    /// Starts to prepare the batches of an epoch.
    ///
    /// - Parameters:
    ///   - epoch: At least 0.
    ///   - batchIndex: The first batch wanted, at least 0; from ``batchCount`` on there is none.
    /// - Returns: An iterator whose threads run until the last batch is ready or it is let go.
    public func batches(epoch: Int, startingAt batchIndex: Int = 0) -> TextBatchIterator {
        let queue = PrefetchQueue<TextBatch>(
            range: min(batchIndex, batchCount)..<batchCount,
            capacity: configuration.prefetchCount)
        let order = order(epoch: epoch)
        queue.start(workerCount: configuration.workerCount) {
            [dataset, share = configuration.share] in
            TextBatch(order[$0], share, of: dataset)
        }
        return TextBatchIterator(queue: queue)
    }

    /// Prepares one batch on the calling thread: the reference for what ``batches(epoch:startingAt:)``
    /// returns.
    ///
    /// - Parameters:
    ///   - batchIndex: In `0..<batchCount`.
    ///   - epoch: At least 0.
    /// - Returns: The batch, equal to the one that an iterator returns.
    /// - Complexity: O(*n* log *n*) for *n* examples, because the order is made anew.
    public func batch(at batchIndex: Int, epoch: Int) -> TextBatch {
        TextBatch(order(epoch: epoch)[batchIndex], configuration.share, of: dataset)
    }

    /// Examples of a bucket; no more than there are, so that the product cannot overflow.
    private var bucketSize: Int {
        let batchCount = min(configuration.bucketBatchCount, dataset.count)
        return min(configuration.batchSize, dataset.count) * batchCount
    }

    private func chunks(of examples: some Collection<Int>, size: Int) -> [[Int]] {
        var rest = Array(examples)[...]
        var chunks: [[Int]] = []
        while !rest.isEmpty {
            chunks.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return chunks
    }

    /// Returns a bucket's examples from short to long, in their order where lengths are equal.
    private func sortedByLength(_ bucket: [Int]) -> [Int] {
        guard configuration.bucketBatchCount > 1 else { return bucket }
        let keys = bucket.enumerated().map { (length: dataset.length(at: $1), place: $0) }
        return keys.sorted { $0 < $1 }.map { bucket[$0.place] }
    }
}
