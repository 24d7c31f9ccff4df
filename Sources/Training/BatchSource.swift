public import Datasets
public import Layers
public import Tensors

/// Examples as a network takes them, with what it is to make of them.
public struct Batch {
    /// What the network gets; the first axis of each is the batch.
    public let inputs: NamedTensors

    /// What it is to give; the first axis of each is the batch.
    public let targets: NamedTensors

    /// The number of examples.
    public let count: Int

    /// The examples of the whole batch, of which these are the share of one of several processes.
    public let wholeCount: Int

    /// Other targets that inputs have a share in.
    public struct Mixed {
        /// What the other parts of the inputs are to give; the first axis of each is the batch.
        public let targets: NamedTensors

        /// The share of the batch's own targets in the loss, in `0...1`.
        public let ownShare: Double
    }

    /// The targets of the inputs that these are mixed with; `nil` where they are not mixed.
    public internal(set) var mixed: Mixed?

    /// Makes a batch.
    ///
    /// - Parameters:
    ///   - inputs: Not empty; the first axis of each is the batch.
    ///   - targets: The first axis of each is the batch.
    ///   - wholeCount: The examples of the whole batch; `nil` where this is the whole.
    public init(inputs: NamedTensors, targets: NamedTensors, wholeCount: Int? = nil) {
        self.inputs = inputs
        self.targets = targets
        count = (inputs.tensors.first ?? targets.tensors.first)?.shape.first ?? 0
        self.wholeCount = wholeCount ?? count
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

    /// The same batches, of which each has only the examples of a share.
    func sharing(_ share: BatchShare) -> any BatchSource
}

extension BatchSource {
    /// Whole batches that are cut; a source that can prepare a share alone does it faster.
    public func sharing(_ share: BatchShare) -> any BatchSource {
        SharedSource(whole: self, share: share)
    }
}

/// The batches of one epoch, in order.
public protocol BatchStream {
    /// Waits for the next batch and moves it to `device`; `nil` after the last one.
    func next(on device: Device) throws -> Batch?
}

extension BatchLoader: BatchSource {
    /// What is left for the last batch, or a whole batch.
    public var smallestBatchCount: Int {
        lastBatchCount(
            of: dataset.count, batchSize: configuration.batchSize,
            dropsLast: configuration.dropsLast, share: configuration.share)
    }

    /// The same batches, of which only a share is read.
    public func sharing(_ share: BatchShare) -> any BatchSource {
        let loader: BatchLoader = sharing(share)
        return loader
    }
}

extension BatchIterator: BatchStream {
    /// Waits for the next images, `[batch, channels, height, width]`, and moves them to `device`.
    public func next(on device: Device) throws -> Batch? {
        guard let batch = try next() else { return nil }
        let (images, labels) = try batch.tensors(on: device)
        return Batch(
            inputs: ["images": images], targets: ["labels": labels], wholeCount: batch.wholeCount)
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
            dropsLast: configuration.dropsLast, share: configuration.share)
    }

    /// The same batches, of which only a share is prepared.
    public func sharing(_ share: BatchShare) -> any BatchSource {
        let loader: TextBatchLoader = sharing(share)
        return loader
    }
}

/// The examples in the smallest share of the last batch of an epoch of `exampleCount`.
private func lastBatchCount(
    of exampleCount: Int, batchSize: Int, dropsLast: Bool, share: BatchShare
) -> Int {
    let rest = exampleCount % batchSize
    return share.smallestCount(in: rest == 0 || dropsLast ? batchSize : rest)
}

extension TextBatchIterator: BatchStream {
    /// Waits for the next sentences and moves them to `device`: tokens, types and attention mask,
    /// each `[batch, length]` of `int64`.
    public func next(on device: Device) throws -> Batch? {
        guard let batch = next() else { return nil }
        let shape = [batch.count, batch.length]
        func tensor(_ values: [Int64]) throws -> Tensor {
            try Tensor(values, shape: shape).moved(to: device)
        }
        return Batch(
            inputs: [
                "input_ids": try tensor(batch.tokenIDs),
                "token_type_ids": try tensor(batch.typeIDs),
                "attention_mask": try tensor(batch.attentionMask),
            ],
            targets: ["labels": try Tensor(batch.labels, shape: [batch.count]).moved(to: device)],
            wholeCount: batch.wholeCount)
    }
}
