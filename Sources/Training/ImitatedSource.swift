public import Datasets
public import Layers
public import Tensors

/// Batches whose targets are what a network gives for their inputs.
///
/// `@unchecked Sendable`: the network computes where the batches are taken, in one thread at a time.
public struct ImitatedSource<Source: BatchSource>: BatchSource, @unchecked Sendable {
    private let source: Source
    private let teacher: any Network
    private let memoryFormat: MemoryFormat

    /// Takes the inputs of `source`; `teacher` must not change any more.
    ///
    /// - Parameters:
    ///   - source: The batches.
    ///   - teacher: The network.
    ///   - memoryFormat: How images lie in memory for it: as for the network that learns, so that equal ones
    ///     give equal numbers.
    public init(
        _ source: Source, teacher: any Network, memoryFormat: MemoryFormat = .contiguous
    ) {
        (self.source, self.teacher, self.memoryFormat) = (source, teacher, memoryFormat)
    }

    /// As many as the source has.
    public var batchCount: Int { source.batchCount }

    /// As large as that of the source.
    public var smallestBatchCount: Int { source.smallestBatchCount }

    /// The batches of the source.
    public func batches(epoch: Int, startingAt batchIndex: Int) -> Batches {
        Batches(
            batches: source.batches(epoch: epoch, startingAt: batchIndex), teacher: teacher,
            memoryFormat: memoryFormat)
    }

    /// The outputs of the network for a share alone.
    public func sharing(_ share: BatchShare) -> any BatchSource {
        source.sharing(share).imitating(teacher, memoryFormat: memoryFormat)
    }

    /// The batches of an epoch with the outputs of the network.
    public struct Batches: BatchStream {
        fileprivate let batches: Source.Batches
        fileprivate let teacher: any Network
        fileprivate let memoryFormat: MemoryFormat

        /// Waits for the next batch, and computes its targets in evaluation mode.
        public func next(on device: Device) throws -> Batch? {
            guard let batch = try batches.next(on: device) else { return nil }
            let outputs = try teacher.evaluating {
                try withoutGradients { try teacher(batch.inputs.laidOut(memoryFormat)) }
            }
            return Batch(inputs: batch.inputs, targets: outputs, wholeCount: batch.wholeCount)
        }
    }
}

extension BatchSource {
    /// The same batches with what `teacher` gives for them as targets; these batches without a teacher.
    ///
    /// - Parameters:
    ///   - teacher: The network.
    ///   - memoryFormat: How images lie in memory for it.
    /// - Returns: The batches.
    public func imitating(
        _ teacher: (any Network)?, memoryFormat: MemoryFormat = .contiguous
    ) -> any BatchSource {
        guard let teacher else { return self }
        return ImitatedSource(self, teacher: teacher, memoryFormat: memoryFormat)
    }
}
