public import Datasets

/// How training examples are drawn and changed, whatever the data are.
public struct LoaderSettings: Equatable, Sendable {
    /// The examples in a batch.
    public var batchSize: Int

    /// Decides the order of the examples and their changes.
    public var seed: UInt64

    /// The black border, in pixels, for random crops of images in memory; 0 for none.
    public var crop: Int

    /// Whether images are mirrored at random.
    public var isFlipped: Bool

    /// How shape and colours of images are changed at random; `nil` for not at all.
    public var randAugment: RandAugment?

    /// Which examples an epoch shows.
    public var sampling = ExampleSampling.once

    /// Batches of examples as they are, in an order that `seed` decides.
    public init(batchSize: Int, seed: UInt64 = 0, crop: Int = 0, isFlipped: Bool = false) {
        self.batchSize = batchSize
        self.seed = seed
        self.crop = crop
        self.isFlipped = isFlipped
    }

    /// What `recipe` says of them.
    public init(_ recipe: Recipe) {
        self.init(
            batchSize: recipe.batchSize, seed: recipe.seed, crop: recipe.data.crop,
            isFlipped: recipe.data.isFlipped)
        randAugment = recipe.data.randAugment
        sampling = recipe.data.sampling
    }
}
