import Datasets
import Layers
public import Tensors

/// Batches of a source that knows nothing of shares, cut after they have been prepared.
public struct SharedSource<Whole: BatchSource>: BatchSource {
    let whole: Whole
    let share: BatchShare

    /// As many as the source has.
    public var batchCount: Int { whole.batchCount }

    /// The smallest share of the smallest batch.
    public var smallestBatchCount: Int { share.smallestCount(in: whole.smallestBatchCount) }

    /// The shares of the batches.
    public func batches(epoch: Int, startingAt batchIndex: Int) -> Batches {
        Batches(whole: whole.batches(epoch: epoch, startingAt: batchIndex), share: share)
    }

    /// The batches of an epoch, each cut.
    public struct Batches: BatchStream {
        let whole: Whole.Batches
        let share: BatchShare

        /// Waits for the next batch, and takes the examples of the share.
        public func next(on device: Device) throws -> Batch? {
            guard let batch = try whole.next(on: device) else { return nil }
            let places = share.places(in: batch.count)
            func narrowed(_ tensors: NamedTensors) throws -> NamedTensors {
                try tensors.mapTensors { try $0.narrowed(0, to: places) }
            }
            var part = Batch(
                inputs: try narrowed(batch.inputs), targets: try narrowed(batch.targets),
                wholeCount: batch.count)
            part.mixed = try batch.mixed.map {
                Batch.Mixed(targets: try narrowed($0.targets), ownShare: $0.ownShare)
            }
            return part
        }
    }
}
