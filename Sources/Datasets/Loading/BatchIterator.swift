/// The batches of one epoch, in order.
///
/// Letting go of the iterator stops the threads behind it: each ends after the batch in its hands.
public final class BatchIterator: Sendable {
    private let queue: PrefetchQueue<ImageBatch>

    init(queue: PrefetchQueue<ImageBatch>) {
        self.queue = queue
    }

    deinit {
        queue.cancel()
    }

    /// Waits for the next batch; one of which all images are left out is passed over.
    ///
    /// - Returns: `nil` after the last batch, after an error, and once cancelled.
    /// - Throws: What the dataset threw while the batch was prepared; nothing follows it.
    public func next() throws -> ImageBatch? {
        while let batch = try queue.next() {
            if batch.count > 0 { return batch }
        }
        return nil
    }

    /// Stops the threads; from now on ``next()`` returns `nil`.
    public func cancel() {
        queue.cancel()
    }
}
