/// Reader of small images in folders, one folder for each class, as CIFAR-10 is often passed on:
/// `train/<class>/*.png` and `test/<class>/*.png`.
///
/// Folders and files are listed as ``ImageFolder`` does. All images have the size of the first and
/// are held in memory.
public enum SmallImageFolder {
    /// The largest side of images that are usually held in memory.
    public static let usualSide = 64

    /// The most pixels of an image that is held in memory.
    public static let largestPixelCount = 1 << 16

    /// Reads the images and labels of one split.
    ///
    /// - Parameters:
    ///   - folder: The folder with `train` and `val` or `test`.
    ///   - split: The training or the test images.
    ///   - classNames: The classes in the order of their labels, at most 256; `nil` for those found.
    ///   - badImages: What happens to an image that cannot be used; both ways to go on leave it out.
    ///   - onListing: Gets which files are used, before any is read.
    /// - Returns: Colour images, `[3, height, width]`, class after class.
    /// - Throws: ``DatasetError`` for a folder as ``ImageFolder`` does, for an image of another size
    ///   than the first, and for a bad image if asked.
    public static func readDataset(
        folder: String, split: DatasetSplit, classNames: [String]? = nil,
        badImages: BadImagePolicy = .leaveOut(BadImageReport()),
        onListing: (ListingReport) -> Void = { _ in }
    ) throws(DatasetError) -> InMemoryImages {
        let folder = try ImageFolder(
            path: folder, split: split, classNames: classNames, transforms: .evaluation(),
            decoding: DecodingOptions(maximumPixelCount: largestPixelCount))
        onListing(folder.report)
        guard folder.classNames.count <= 256 else {
            throw .invalidSetting(
                name: "data.kind", found: "small-images",
                allowed: "folders for \(folder.classNames.count) classes, which are more than 256")
        }
        var images = Images()
        for index in 0..<folder.count {
            let path = folder.path(at: index)
            let image: RGBImage
            do throws(DatasetError) {
                image = try ImageFile(path: path, options: folder.decoding).decode()
            } catch {
                switch badImages {
                case .stop: throw error
                case .skip(let report), .leaveOut(let report): report.add(error, file: path)
                }
                continue
            }
            try images.append(image, label: folder.label(at: index), file: "\(path)")
        }
        guard let shape = images.shape else { throw .noImages(place: folder.name) }
        return InMemoryImages(
            checkedName: folder.name, classNames: folder.classNames, imageShape: shape,
            pixels: images.pixels, labels: images.labels)
    }

    /// The images so far.
    private struct Images {
        var shape: ImageShape?
        var pixels: [UInt8] = []
        var labels: [UInt8] = []

        mutating func append(_ image: RGBImage, label: Int, file: String) throws(DatasetError) {
            let found = ImageShape(channelCount: 3, height: image.height, width: image.width)
            let needed = shape ?? found
            guard found == needed else {
                throw .sizeMismatch(
                    file: file, found: [found.height, found.width],
                    needed: [needed.height, needed.width])
            }
            shape = found
            labels.append(UInt8(label))
            for channel in 0..<3 {
                for position in stride(from: channel, to: image.pixels.count, by: 3) {
                    pixels.append(image.pixels[position])
                }
            }
        }
    }
}
