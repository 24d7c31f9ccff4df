import Files

/// Reader of the IDX format, the one that MNIST and Fashion-MNIST come in.
///
/// Source: LeCun, Cortes and Burges, "The MNIST Database of Handwritten Digits", section "File
/// formats"; Xiao, Rasul and Vollgraf, "Fashion-MNIST", 2017, arXiv:1708.07747.
public enum IDX {
    /// Reads the images and labels of one split from a folder.
    ///
    /// Files may be plain or compressed with gzip and are looked for as
    /// `train-images-idx3-ubyte`, `train-images-idx3-ubyte.gz`, `train-images.idx3-ubyte` and
    /// `train-images.idx3-ubyte.gz`; likewise `train-labels` with `idx1`, and `t10k` for the test
    /// split. The files do not tell their classes: they are named as Fashion-MNIST's if the
    /// folder's name contains "fashion", else "0" to "9".
    ///
    /// - Parameters:
    ///   - folder: The path of the folder, or of one around it, as torchvision's around `MNIST/raw`.
    ///   - split: The training or the test images.
    /// - Returns: Grey images, `[1, height, width]`.
    /// - Throws: ``DatasetError`` for a folder or file that is missing, cut short, too long,
    ///   damaged, not IDX, empty, or does not fit its counterpart.
    public static func readDataset(
        folder: String, split: DatasetSplit
    ) throws(DatasetError) -> InMemoryImages {
        let (imageFile, labelFile) = try files(in: folder, split: split)
        let folder = try self.folder(in: folder)
        let labels = try readLabels(file: labelFile)
        let (shape, count, pixels) = try readImages(file: imageFile)
        guard count == labels.count else {
            throw .countMismatch(
                images: imageFile, imageCount: count, labels: labelFile, labelCount: labels.count)
        }
        let isFashion = folder.name.lowercased().contains("fashion")
        return InMemoryImages(
            checkedName: isFashion ? "fashion-mnist" : "mnist",
            classNames: isFashion ? fashionClassNames : digitClassNames,
            imageShape: shape, pixels: pixels, labels: labels)
    }

    /// Returns the paths of the files that ``readDataset(folder:split:)`` reads.
    ///
    /// - Throws: ``DatasetError`` for a folder or file that is missing.
    public static func files(
        in folder: String, split: DatasetSplit
    ) throws(DatasetError) -> (images: String, labels: String) {
        let folder = try self.folder(in: folder)
        let part = split == .training ? "train" : "t10k"
        return (
            try folder.file(named: fileNames(stem: part + "-images", dimensions: 3)),
            try folder.file(named: fileNames(stem: part + "-labels", dimensions: 1))
        )
    }

    /// The folder of the files: the named one, or the only one inside it that holds some.
    private static func folder(in path: String) throws(DatasetError) -> DataFolder {
        let found = try DataLocation.find(in: path, kinds: [.idx])
        return try DataFolder(found?.folder ?? FilePath(path))
    }

    private static func readLabels(file: String) throws(DatasetError) -> [UInt8] {
        let reader = try GzipFile(path: file)
        let header = try readHeader(of: reader, dimensionCount: 1)
        let labels = try readBody(of: reader, header: header)
        try checkLabels(labels, classCount: digitClassNames.count, place: file)
        return labels
    }

    private static func readImages(
        file: String
    ) throws(DatasetError) -> (shape: ImageShape, count: Int, pixels: [UInt8]) {
        let reader = try GzipFile(path: file)
        let header = try readHeader(of: reader, dimensionCount: 3)
        let (count, height, width) = (
            header.dimensions[0], header.dimensions[1], header.dimensions[2]
        )
        guard count > 0 else { throw .noImages(place: file) }
        guard height > 0, width > 0 else {
            throw .emptyImages(file: file, height: height, width: width)
        }
        let pixels = try readBody(of: reader, header: header)
        return (ImageShape(channelCount: 1, height: height, width: width), count, pixels)
    }

    /// Returns the spellings under which a file of this kind is known.
    private static func fileNames(stem: String, dimensions: Int) -> [String] {
        ["\(stem)-idx\(dimensions)-ubyte", "\(stem).idx\(dimensions)-ubyte"]
            .flatMap { [$0, $0 + ".gz"] }
    }

    private static let digitClassNames = (0...9).map { "\($0)" }

    private static let fashionClassNames = [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
    ]
}
