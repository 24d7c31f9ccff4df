/// Some images of a dataset, in the order of the whole.
///
/// What the whole does about an image that cannot be used stays as it is: where an image of its
/// class takes its place, that may be one outside the part.
public struct ImageSubset: ImageDataset {
    /// The whole.
    public let base: any ImageDataset

    /// Which images, as indices into ``base``.
    public let indices: [Int]

    /// Chooses images; `indices` are in `0..<base.count`.
    public init(_ base: any ImageDataset, indices: [Int]) {
        self.base = base
        self.indices = indices
    }

    /// The name of the whole.
    public var name: String { base.name }

    /// The classes of the whole.
    public var classNames: [String] { base.classNames }

    /// How many images were chosen.
    public var count: Int { indices.count }

    /// The shape of every image.
    public var imageShape: ImageShape { base.imageShape }

    /// Returns the class of an image.
    public func label(at index: Int) -> Int { base.label(at: indices[index]) }

    /// Copies the pixels of an image as ``base`` does.
    public func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>
    ) throws {
        try base.copyPixels(at: indices[index], into: destination)
    }

    /// Copies the pixels of an image as ``base`` does.
    public func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>,
        random: inout SeededRandom
    ) throws {
        try base.copyPixels(at: indices[index], into: destination, random: &random)
    }
}
