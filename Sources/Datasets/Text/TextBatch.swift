/// Sentences that are ready to be trained on, as plain numbers, padded to the longest of them.
public struct TextBatch: Sendable, Equatable {
    /// The tokens, `[count, length]`, with the padding token at the ends of short rows.
    public let tokenIDs: [Int64]

    /// The type of each token, `[count, length]`: 1 in the second sentence of a pair, 0 elsewhere.
    public let typeIDs: [Int64]

    /// `[count, length]`: 1 for a token, 0 for padding.
    public let attentionMask: [Int64]

    /// The class of each row, `[count]`.
    public let labels: [Int64]

    /// Which example of the dataset each row is, `[count]`.
    public let indices: [Int]

    /// The rows of the whole batch, of which these are a share.
    public let wholeCount: Int

    /// How many tokens each row has, padding included.
    public let length: Int

    /// How many rows there are; the last batch of an epoch may have fewer than the others.
    public var count: Int { labels.count }

    /// Pads the examples with the indices that `share` takes of `whole` to the longest of them.
    init(_ whole: [Int], _ share: BatchShare, of dataset: TokenizedDataset) {
        let indices = whole.part(share)
        wholeCount = whole.count
        let length = indices.map { dataset.length(at: $0) }.max() ?? 0
        let size = indices.count * length
        var tokenIDs = Array(repeating: Int64(dataset.paddingID), count: size)
        var typeIDs = Array(repeating: Int64(0), count: size)
        var attentionMask = typeIDs
        for (row, index) in indices.enumerated() {
            let text = dataset.text(at: index)
            for (column, token) in text.tokenIDs.enumerated() {
                let place = row * length + column
                tokenIDs[place] = Int64(token)
                typeIDs[place] = column < text.firstCount ? 0 : 1
                attentionMask[place] = 1
            }
        }
        self.tokenIDs = tokenIDs
        self.typeIDs = typeIDs
        self.attentionMask = attentionMask
        self.labels = indices.map { dataset.labels[$0] }
        self.indices = indices
        self.length = length
    }
}

/// The batches of one epoch, in order.
///
/// Letting go of the iterator stops the threads behind it: each ends after the batch in its hands.
public final class TextBatchIterator: Sendable {
    private let queue: PrefetchQueue<TextBatch>

    init(queue: PrefetchQueue<TextBatch>) {
        self.queue = queue
    }

    deinit {
        queue.cancel()
    }

    /// Waits for the next batch.
    ///
    /// - Returns: `nil` after the last batch and once cancelled.
    public func next() -> TextBatch? {
        // Padding what is in memory cannot fail.
        try? queue.next()
    }

    /// Stops the threads; from now on ``next()`` returns `nil`.
    public func cancel() {
        queue.cancel()
    }
}
