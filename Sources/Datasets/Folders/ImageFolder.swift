/// Images in folders, one folder for each class, as ImageNet comes: `train/<class>/*.JPEG` and
/// `val/<class>/*.JPEG`.
///
/// Classes are the names of the folders in the order of their bytes, images the names of the files
/// in a class in the same order; so labels equal those of torchvision's `ImageFolder`. Files count
/// if their name ends in `.jpg`, `.jpeg` or `.png`, in any case; hidden files and folders do not, nor
/// do folders inside a class.
///
/// Every read opens, decodes and transforms one file, so memory does not grow with the dataset.
/// Images are read from as many threads as ``LoaderConfiguration/workerCount`` says; give
/// ``LoaderConfiguration/prefetchCount`` at least the same number.
public struct ImageFolder: ImageDataset {
    /// The folder's own name.
    public let name: String

    /// The classes: the names of the folders, or the names that were asked for.
    public let classNames: [String]

    /// `[3, size, size]`, where the size is that of the crop.
    public let imageShape: ImageShape

    /// What happens to an image on the way from its file.
    public let transforms: ImageTransforms

    /// What happens to an image that cannot be used.
    public let badImages: BadImagePolicy

    /// Limits of the files.
    public let decoding: DecodingOptions

    let listing: ImageListing

    /// How many images there are, good and bad.
    public var count: Int { listing.files.count }

    /// Lists the images of a folder; none of them is opened.
    ///
    /// - Parameters:
    ///   - path: The folder with `train` and `val`, or with the classes where `split` is `nil`.
    ///   - split: The training images, from `train`, or the test images, from `val` or else `test`;
    ///     `nil` for a folder that is not split.
    ///   - classNames: The classes in the order of their labels, for instance those of the training
    ///     images, so that labels agree even where a class has no folder; `nil` for those found.
    ///   - transforms: What happens to an image on the way from its file.
    ///   - badImages: What happens to an image that cannot be used.
    ///   - decoding: Limits of the files.
    /// - Throws: ``DatasetError`` for a folder that is missing, no folder, or empty; without classes
    ///   or with a class that has no images or was not asked for; or for a setting that is out of
    ///   its range.
    public init(
        path: String, split: DatasetSplit? = nil, classNames: [String]? = nil,
        transforms: ImageTransforms, badImages: BadImagePolicy = .skip(BadImageReport()),
        decoding: DecodingOptions = DecodingOptions()
    ) throws(DatasetError) {
        try transforms.check()
        try decoding.check()
        let folder = try DataFolder(path: path)
        let splitFolder = try Self.splitFolder(split, in: folder)
        listing = try ImageListing(folder: splitFolder, classNames: classNames)
        name = folder.name
        self.classNames = listing.classNames
        self.transforms = transforms
        self.badImages = badImages
        self.decoding = decoding
        let size = transforms.crop.size
        imageShape = ImageShape(channelCount: 3, height: size, width: size)
    }

    /// Returns the class of an image.
    public func label(at index: Int) -> Int {
        listing.files[index].label
    }

    /// Returns the path of an image.
    ///
    /// - Parameter index: In `0..<count`.
    /// - Returns: The folder as it was given, the class and the name of the file.
    public func path(at index: Int) -> String {
        listing.path(at: index)
    }

    private static func splitFolder(
        _ split: DatasetSplit?, in folder: DataFolder
    ) throws(DatasetError) -> DataFolder {
        let names: [String]
        switch split {
        case .training: names = ["train"]
        case .test: names = ["val", "test"]
        case nil: return folder
        }
        return try folder.subfolder(named: names)
    }
}
