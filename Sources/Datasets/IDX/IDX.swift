public import Files

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
    /// split. These files do not tell their classes: they are named as Fashion-MNIST's if the
    /// folder's name contains "fashion", else "0" to "9".
    ///
    /// EMNIST's files are those whose names start with `emnist-letters-train`, `emnist-letters-test` and
    /// so on; its images, which are stored on their side, are turned upright. QMNIST's start with
    /// `qmnist-train` and `qmnist-test`; their labels are `idx2-int`, and the first of each is used.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder, or of one around it, as torchvision's around `MNIST/raw`.
    ///   - split: The training or the test images.
    ///   - emnistSplit: One of ``emnistSplits``; `nil` for the only data set that is there.
    /// - Returns: Grey images, `[1, height, width]`.
    /// - Throws: ``DatasetError`` for a folder or file that is missing, cut short, too long,
    ///   damaged, not IDX, empty, or does not fit its counterpart; or where the folder holds several
    ///   data sets.
    public static func readDataset(
        folder: String, split: DatasetSplit, emnistSplit: String? = nil
    ) throws(DatasetError) -> InMemoryImages {
        let folder = try self.folder(in: folder)
        let layout = try IDXLayout(in: folder, emnistSplit: emnistSplit)
        let (imageFile, labelFile) = try layout.files(in: folder, split: split)
        let classes = try layout.classes(in: folder)
        let labels = try readLabels(
            file: labelFile, value: layout.labelValue,
            allowed: classes.first..<classes.first + classes.names.count)
        let (shape, count, pixels) = try readImages(
            file: imageFile, isTransposed: layout.isTransposed)
        guard count == labels.count else {
            throw .countMismatch(
                images: imageFile, imageCount: count, labels: labelFile, labelCount: labels.count)
        }
        return InMemoryImages(
            checkedName: layout.name, classNames: classes.names, imageShape: shape,
            pixels: pixels, labels: labels)
    }

    /// Returns the paths of the files that ``readDataset(folder:split:emnistSplit:)`` reads images and
    /// labels from.
    ///
    /// - Throws: ``DatasetError`` for a folder or file that is missing, or several data sets.
    public static func files(
        in folder: String, split: DatasetSplit, emnistSplit: String? = nil
    ) throws(DatasetError) -> (images: String, labels: String) {
        let folder = try self.folder(in: folder)
        return try IDXLayout(in: folder, emnistSplit: emnistSplit).files(in: folder, split: split)
    }

    /// Returns the path of the file that names the classes; `nil` where there is none.
    public static func classFile(in folder: String, emnistSplit: String? = nil) -> FilePath? {
        guard let folder = try? self.folder(in: folder) else { return nil }
        let layout = try? IDXLayout(in: folder, emnistSplit: emnistSplit)
        return layout?.classFile(in: folder)
    }

    /// The folder of the files: the named one, or the only one inside it that holds some.
    private static func folder(in path: String) throws(DatasetError) -> DataFolder {
        let found = try DataLocation.find(in: path, kinds: [.idx])
        return try DataFolder(found?.folder ?? FilePath(path))
    }

    /// Reads labels, a byte each, or the first number of each row.
    private static func readLabels(
        file: String, value: Value, allowed: Range<Int>
    ) throws(DatasetError) -> [UInt8] {
        let reader = try GzipFile(path: file)
        let header = try readHeader(
            of: reader, dimensionCount: value == .byte ? 1 : 2, value: value)
        let bytes = try readBody(of: reader, header: header)
        let rowSize = header.dimensions.dropFirst().reduce(value.size, *)
        guard rowSize > 0 else {
            throw .unreadableFile(file: file, reason: "its labels have no columns")
        }
        let labels = stride(from: 0, to: bytes.count, by: rowSize).map { start in
            value == .byte
                ? Int(bytes[start])
                : Int(Int32(bitPattern: bigEndianNumber(in: bytes, at: start)))
        }
        return try checkedLabels(labels, allowed: allowed, place: file)
    }

    private static func readImages(
        file: String, isTransposed: Bool
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
        let shape = ImageShape(channelCount: 1, height: height, width: width)
        guard isTransposed else { return (shape, count, pixels) }
        return (
            ImageShape(channelCount: 1, height: width, width: height), count,
            transposed(pixels, shape)
        )
    }

    /// Makes the columns of every image its rows.
    private static func transposed(_ pixels: [UInt8], _ shape: ImageShape) -> [UInt8] {
        let size = shape.elementCount
        return [UInt8](unsafeUninitializedCapacity: pixels.count) { turned, count in
            for start in stride(from: 0, to: pixels.count, by: size) {
                for column in 0..<shape.width {
                    for row in 0..<shape.height {
                        turned[start + column * shape.height + row] =
                            pixels[start + row * shape.width + column]
                    }
                }
            }
            count = pixels.count
        }
    }
}
