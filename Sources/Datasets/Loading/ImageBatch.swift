/// Images that are ready to be trained on, as plain numbers.
public struct ImageBatch: Sendable, Equatable {
    /// Normalised pixels, `[count, channels, height, width]`.
    public let pixels: [Float]

    /// The class of each image, `[count]`.
    public let labels: [Int64]

    /// The shape of every image.
    public let shape: ImageShape

    /// The images of the whole batch, of which these are a share.
    public let wholeCount: Int

    /// How many images there are; the last batch of an epoch may have fewer than the others.
    public var count: Int { labels.count }
}
