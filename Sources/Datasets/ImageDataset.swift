/// Labelled images of one fixed shape that can be read in any order and from several threads.
///
/// A dataset hands out bytes; floats, normalisation and augmentation are ``BatchLoader``'s work. It
/// may hold its images in memory or decode one whenever it is asked, in which case it also crops
/// to ``imageShape``.
public protocol ImageDataset: Sendable {
    /// A short name for reports and error messages, such as `fashion-mnist`.
    var name: String { get }

    /// One name per class; a label is an index into this array.
    var classNames: [String] { get }

    /// How many images there are.
    var count: Int { get }

    /// The shape of every image.
    var imageShape: ImageShape { get }

    /// Returns the class of an image.
    ///
    /// - Parameter index: In `0..<count`.
    /// - Returns: An index into ``classNames``.
    func label(at index: Int) -> Int

    /// Copies the pixels of an image, `[channels, height, width]`, 0 is black and 255 is white.
    ///
    /// - Parameters:
    ///   - index: In `0..<count`.
    ///   - destination: Room for exactly `imageShape.elementCount` bytes; all of them are written.
    /// - Throws: Whatever keeps the image from being read or decoded.
    func copyPixels(at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>) throws

    /// Copies the pixels of an image that the dataset itself changes at random while it reads it.
    ///
    /// Datasets whose images are always the same need not implement it.
    ///
    /// - Parameters:
    ///   - index: In `0..<count`.
    ///   - destination: Room for exactly `imageShape.elementCount` bytes; all of them are written.
    ///   - random: The only source of chance; it depends on the seed, the epoch and the index alone.
    /// - Throws: Whatever keeps the image from being read or decoded, or ``LeftOutImage`` where the
    ///   batch is to do without it.
    func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>,
        random: inout SeededRandom
    ) throws
}

extension ImageDataset {
    /// Copies the pixels of an image as they are; nothing is drawn.
    public func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>,
        random: inout SeededRandom
    ) throws {
        try copyPixels(at: index, into: destination)
    }
}

/// The two parts that every dataset here comes in.
public enum DatasetSplit: String, Sendable, CaseIterable {
    /// The images that a network learns from.
    case training

    /// The images that only its accuracy is measured on.
    case test
}
