/// Labelled images that are held in memory as bytes.
public struct InMemoryImages: ImageDataset {
    /// A short name for reports and error messages.
    public let name: String

    /// One name per class.
    public let classNames: [String]

    /// The shape of every image.
    public let imageShape: ImageShape

    /// All pixels, packed `[count, channels, height, width]`; 0 is black and 255 is white.
    public let pixels: [UInt8]

    /// The class of each image, an index into ``classNames``.
    public let labels: [UInt8]

    /// How many images there are.
    public var count: Int { labels.count }

    /// Creates a dataset from packed bytes.
    ///
    /// - Parameters:
    ///   - name: A short name for reports and error messages.
    ///   - classNames: One name per class, 1 to 256 of them.
    ///   - imageShape: The shape of every image.
    ///   - pixels: `[count, channels, height, width]`.
    ///   - labels: `[count]`, each below the number of classes.
    /// - Throws: ``DatasetError/pixelCountMismatch(dataset:found:needed:)`` or
    ///   ``DatasetError/labelOutOfRange(place:index:found:allowed:)``.
    public init(
        name: String, classNames: [String], imageShape: ImageShape, pixels: [UInt8],
        labels: [UInt8]
    ) throws(DatasetError) {
        let needed = labels.count * imageShape.elementCount
        guard pixels.count == needed else {
            throw .pixelCountMismatch(dataset: name, found: pixels.count, needed: needed)
        }
        try checkLabels(labels, classCount: classNames.count, place: name)
        self.name = name
        self.classNames = classNames
        self.imageShape = imageShape
        self.pixels = pixels
        self.labels = labels
    }

    /// Returns the class of an image.
    public func label(at index: Int) -> Int {
        Int(labels[index])
    }

    /// Copies the pixels of an image, `[channels, height, width]`; it never throws.
    public func copyPixels(
        at index: Int, into destination: UnsafeMutableBufferPointer<UInt8>
    ) throws {
        let size = imageShape.elementCount
        precondition(destination.count == size, "an image of \(size) bytes needs as much room")
        let range = index * size..<(index + 1) * size
        pixels.withUnsafeBufferPointer { source in
            _ = destination.update(fromContentsOf: source[range])
        }
    }

    /// Returns the first `count` images, `count` at least 0, or all of them if there are fewer.
    public func prefix(_ count: Int) -> InMemoryImages {
        let kept = min(count, self.count)
        return InMemoryImages(
            checkedName: name, classNames: classNames, imageShape: imageShape,
            pixels: Array(pixels.prefix(kept * imageShape.elementCount)),
            labels: Array(labels.prefix(kept)))
    }

    /// Returns the same images with other names of their classes; `nil` if those are not as many.
    public func named(_ classNames: [String]) -> InMemoryImages? {
        guard classNames.count == self.classNames.count else { return nil }
        return InMemoryImages(
            checkedName: name, classNames: classNames, imageShape: imageShape, pixels: pixels,
            labels: labels)
    }

    /// Creates a dataset whose sizes and labels are known to fit.
    init(
        checkedName name: String, classNames: [String], imageShape: ImageShape,
        pixels: [UInt8], labels: [UInt8]
    ) {
        self.name = name
        self.classNames = classNames
        self.imageShape = imageShape
        self.pixels = pixels
        self.labels = labels
    }
}

/// Throws unless every label is below `classCount`; `place` is the file or dataset to blame.
func checkLabels(_ labels: [UInt8], classCount: Int, place: String) throws(DatasetError) {
    guard let index = labels.firstIndex(where: { Int($0) >= classCount }) else { return }
    throw .labelOutOfRange(
        place: place, index: index, found: Int(labels[index]), allowed: 0..<classCount)
}

/// Returns labels that are counted from the first allowed one, at most 256 of them, from 0 on.
///
/// - Throws: ``DatasetError/labelOutOfRange(place:index:found:allowed:)``.
func checkedLabels(
    _ labels: [Int], allowed: Range<Int>, place: String
) throws(DatasetError) -> [UInt8] {
    if let index = labels.firstIndex(where: { !allowed.contains($0) }) {
        throw .labelOutOfRange(
            place: place, index: index, found: labels[index], allowed: allowed)
    }
    return labels.map { UInt8($0 - allowed.lowerBound) }
}
