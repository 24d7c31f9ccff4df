public import Files

/// Images in folders, one folder for each class, as ImageNet comes: `train/<class>/*.JPEG` and
/// `val/<class>/*.JPEG`.
///
/// Classes are the names of the folders in the order of their bytes, images the files below them, at
/// any depth, in the order of the bytes of their paths; so labels equal those of torchvision's
/// `ImageFolder`. Files count whose name ends as those of images do, in any case, and others whose
/// first bytes are those of an image; ``report`` says which do not. Hidden folders are not entered.
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

    /// Which files are used, and which are not.
    public var report: ListingReport { listing.report }

    /// How many images there are, good and bad.
    public var count: Int { listing.files.count }

    /// Lists the images of a folder; none of them is opened.
    ///
    /// - Parameters:
    ///   - path: The folder with `train` and `val`, or one around it, or that with the classes where
    ///     `split` is `nil`.
    ///   - split: The training images, from `train`, or the test images, from `val` or else `test`;
    ///     also from folders with other usual names, in any case. `nil` for a folder that is not split.
    ///   - otherPart: The name of a folder that is another part, such as `val` where the test images are
    ///     those of `test`.
    ///   - classNames: The classes in the order of their labels, for instance those of the training
    ///     images, so that labels agree even where a class has no folder; `nil` for those found.
    ///   - transforms: What happens to an image on the way from its file.
    ///   - badImages: What happens to an image that cannot be used.
    ///   - decoding: Limits of the files.
    /// - Throws: ``DatasetError`` for a folder that is missing, no folder, or empty; without classes
    ///   or with a class that has no images or was not asked for; or for a setting that is out of
    ///   its range.
    public init(
        path: String, split: DatasetSplit? = nil, apartFrom otherPart: String? = nil,
        classNames: [String]? = nil,
        transforms: ImageTransforms, badImages: BadImagePolicy = .skip(BadImageReport()),
        decoding: DecodingOptions = DecodingOptions()
    ) throws(DatasetError) {
        try transforms.check()
        try decoding.check()
        let folder = try Self.folder(path, split)
        let (part, remarks) =
            if let split { try folder.part(split, apartFrom: otherPart) } else { (folder.path, []) }
        listing = try ImageListing(folder: part, classNames: classNames, remarks: remarks)
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
    /// - Returns: The folder as it was given, the class and the path of the file in it.
    public func path(at index: Int) -> FilePath {
        listing.path(at: index)
    }

    /// Returns the folder that holds the parts: the named one, or the only one inside it that does.
    private static func folder(
        _ path: String, _ split: DatasetSplit?
    ) throws(DatasetError) -> DataFolder {
        let folder = try DataFolder(path: path)
        guard let split, try !folder.holdsPart(split) else { return folder }
        let found = try DataLocation.find(in: path, kinds: [.folders], isOnlyTest: split == .test)
        return try found.map { location throws(DatasetError) in try DataFolder(location.folder) }
            ?? folder
    }
}
