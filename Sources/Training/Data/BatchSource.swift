public import Datasets
public import Tensors

/// Labelled examples as a network takes them.
public struct LabelledBatch {
    /// What the network gets; the first axis of each is the batch.
    public let inputs: [Tensor]

    /// The class of each example, `[batch]` of `int64`.
    public let labels: Tensor

    /// Makes a batch.
    public init(inputs: [Tensor], labels: Tensor) {
        self.inputs = inputs
        self.labels = labels
    }
}

/// What hands out the batches of an epoch, the same ones for the same epoch.
public protocol BatchSource: Sendable {
    /// How the batches of an epoch come one after another.
    associatedtype Batches: BatchStream

    /// Batches of an epoch.
    var batchCount: Int { get }

    /// The examples in the smallest batch of an epoch, which is the last one.
    var smallestBatchCount: Int { get }

    /// Starts to prepare the batches of an epoch, from the batch with the given index on.
    func batches(epoch: Int, startingAt batchIndex: Int) -> Batches
}

/// The batches of one epoch, in order.
public protocol BatchStream {
    /// Waits for the next batch and moves it to `device`; `nil` after the last one.
    func next(on device: Device) throws -> LabelledBatch?
}

extension BatchLoader: BatchSource {
    /// What is left for the last batch, or a whole batch.
    public var smallestBatchCount: Int {
        lastBatchCount(
            of: dataset.count, batchSize: configuration.batchSize,
            dropsLast: configuration.dropsLast)
    }
}

extension BatchIterator: BatchStream {
    /// Waits for the next images, `[batch, channels, height, width]`, and moves them to `device`.
    public func next(on device: Device) throws -> LabelledBatch? {
        guard let (images, labels) = try next()?.tensors(on: device) else { return nil }
        return LabelledBatch(inputs: [images], labels: labels)
    }
}

extension ImageBatch {
    /// The images, `[batch, channels, height, width]`, and labels, `[batch]`, on `device`.
    public func tensors(on device: Device) throws -> (images: Tensor, labels: Tensor) {
        let images = try Tensor(
            pixels, shape: [count, shape.channelCount, shape.height, shape.width])
        let labels = try Tensor(labels, shape: [count])
        guard device != .cpu else { return (images, labels) }
        return (try images.moved(to: device), try labels.moved(to: device))
    }
}

extension TextBatchLoader: BatchSource {
    /// What is left for the last batch, or a whole batch.
    public var smallestBatchCount: Int {
        lastBatchCount(
            of: dataset.count, batchSize: configuration.batchSize,
            dropsLast: configuration.dropsLast)
    }
}

/// The examples in the last batch of an epoch of `exampleCount`.
private func lastBatchCount(of exampleCount: Int, batchSize: Int, dropsLast: Bool) -> Int {
    let rest = exampleCount % batchSize
    return rest == 0 || dropsLast ? batchSize : rest
}

extension TextBatchIterator: BatchStream {
    /// Waits for the next sentences and moves them to `device`: tokens, types and attention mask,
    /// each `[batch, length]` of `int64`.
    public func next(on device: Device) throws -> LabelledBatch? {
        guard let batch = next() else { return nil }
        let shape = [batch.count, batch.length]
        return LabelledBatch(
            inputs: try [batch.tokenIDs, batch.typeIDs, batch.attentionMask].map {
                try Tensor($0, shape: shape).moved(to: device)
            },
            labels: try Tensor(batch.labels, shape: [batch.count]).moved(to: device))
    }
}
