import Datasets
import Layers
public import Tensors

/// What is done to the images of a training batch, after they have been normalised.
public struct BatchAugmentation: Equatable, Sendable {
    /// α of mix-up; 0 for none.
    public var mixUp = 0.0

    /// α of cut-mix; 0 for none. With both, each batch has one of them, with equal chances.
    public var cutMix = 0.0

    /// The chance of an image that a rectangle of it gets the mean colour.
    public var erasing = 0.0

    /// Nothing.
    public init() {}
}

/// Batches whose images are erased in part and mixed, the same ones for the same epoch.
public struct AugmentedSource<Source: BatchSource>: BatchSource {
    private let source: Source
    private let augmentation: BatchAugmentation
    private let seed: UInt64

    /// Changes the batches of `source`; `seed` decides how.
    public init(_ source: Source, _ augmentation: BatchAugmentation, seed: UInt64) {
        self.source = source
        self.augmentation = augmentation
        self.seed = seed
    }

    /// As many as the source has.
    public var batchCount: Int { source.batchCount }

    /// As large as that of the source.
    public var smallestBatchCount: Int { source.smallestBatchCount }

    /// The batches of the source.
    public func batches(epoch: Int, startingAt batchIndex: Int) -> Batches {
        Batches(
            batches: source.batches(epoch: epoch, startingAt: batchIndex),
            augmentation: augmentation, seed: seed, epoch: epoch, batchIndex: batchIndex)
    }

    /// The batches of an epoch, changed.
    public final class Batches: BatchStream {
        private let batches: Source.Batches
        private let augmentation: BatchAugmentation
        private let seed: UInt64
        private let epoch: Int
        private var batchIndex: Int

        /// Tells the draws from those of the loader.
        private static var purpose: UInt64 { 0x6D69_78 }

        fileprivate init(
            batches: Source.Batches, augmentation: BatchAugmentation, seed: UInt64, epoch: Int,
            batchIndex: Int
        ) {
            self.batches = batches
            self.augmentation = augmentation
            self.seed = seed
            self.epoch = epoch
            self.batchIndex = batchIndex
        }

        /// Waits for the next batch and changes its images.
        public func next(on device: Device) throws -> Batch? {
            guard let batch = try batches.next(on: device) else { return nil }
            defer { batchIndex += 1 }
            var random = SeededRandom(
                seed: seed, stream: Self.purpose, UInt64(epoch), UInt64(batchIndex))
            let erased = try augmentation.erased(batch, random: &random)
            let mixing = Mixing(mixUp: augmentation.mixUp, cutMix: augmentation.cutMix)
            guard mixing.mixUp > 0 || mixing.cutMix > 0 else { return erased }
            return try withoutGradients { try mixing(erased, random: &random) }
        }
    }
}

extension BatchSource {
    /// The same batches, changed by `augmentation`; these batches for `nil`.
    public func augmented(
        by augmentation: BatchAugmentation?, seed: UInt64
    ) -> any BatchSource {
        guard let augmentation else { return self }
        return AugmentedSource(self, augmentation, seed: seed)
    }
}

extension BatchAugmentation {
    /// The batch with a rectangle of zeros, which are the mean, in some of its images.
    fileprivate func erased(_ batch: Batch, random: inout SeededRandom) throws -> Batch {
        guard erasing > 0, let images = batch.inputs.tensors.first, images.shape.count == 4 else {
            return batch
        }
        let (height, width) = (images.shape[2], images.shape[3])
        let rectangles = (0..<batch.count).map { _ in
            random.occurs(withProbability: Float(erasing))
                ? Rectangle.erased(height: height, width: width, random: &random) : nil
        }
        let changed = try withoutGradients {
            try images * Rectangle.mask(rectangles, height: height, width: width, like: images)
        }
        return Batch(
            inputs: batch.inputs.mapTensors { $0 === images ? changed : $0 },
            targets: batch.targets)
    }
}
