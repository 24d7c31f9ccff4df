public import Files

/// What can be wrong with a dataset or with the way it is asked for.
///
/// Each case carries what was found, what is allowed and where; ``description`` says it in one
/// sentence.
public enum DatasetError: ReportedError, Equatable, Sendable {
    /// Nothing is at the path of the data folder.
    case missingFolder(String)

    /// The path of the data folder leads to a file.
    case notAFolder(String)

    /// The data folder holds nothing at all.
    case emptyFolder(String)

    /// The data folder holds none of the names under which a file may stand.
    case missingFile(folder: String, names: [String])

    /// The operating system refused to open or read a file.
    case unreadableFile(file: String, reason: String)

    /// Something else than a regular file, such as a pipe, has the name of one; `kind` says what.
    case notAFile(file: String, kind: String)

    /// A file of text or tokens does not hold what it must.
    case invalidText(file: String, reason: String)

    /// A file starts with another number than its format wants.
    case wrongMagic(file: String, found: UInt32, allowed: UInt32)

    /// A file ends before its header's promise is kept; both numbers are bytes after unpacking.
    case truncated(file: String, found: Int, needed: Int)

    /// A file goes on after its last value; `needed` are bytes after unpacking.
    case trailingBytes(file: String, needed: Int)

    /// A header claims more values than a file of this size can hold, even compressed.
    case impossibleSize(file: String, dimensions: [Int], fileSize: Int)

    /// A header gives its images a side of no pixels.
    case emptyImages(file: String, height: Int, width: Int)

    /// A file or dataset holds no image.
    case noImages(place: String)

    /// The file of images and the file of labels do not belong together.
    case countMismatch(images: String, imageCount: Int, labels: String, labelCount: Int)

    /// A label is not that of a class.
    case labelOutOfRange(place: String, index: Int, found: Int, allowed: Range<Int>)

    /// A compressed file does not unpack; `reason` is zlib's.
    case corruptGzip(file: String, reason: String)

    /// A compressed file unpacks to far more than data of its size do.
    case inflated(file: String, fileSize: Int, allowed: Int)

    /// A file does not consist of whole records.
    case partialRecord(file: String, found: Int, recordSize: Int)

    /// The bytes given for a dataset are not as many as its labels and shape ask for.
    case pixelCountMismatch(dataset: String, found: Int, needed: Int)

    /// The data folder holds neither of the folders of a split.
    case missingSplit(folder: String, names: [String])

    /// A folder that should hold a folder for each class holds none.
    case noClasses(folder: String)

    /// The folder of a class holds no image file; `found` says what it holds instead.
    case emptyClass(folder: String, found: String)

    /// Two folders have names of the same part of a data set.
    case ambiguousPart(folder: String, names: [String])

    /// A folder has the folders of classes and not those of the parts of a data set.
    case unsplitClasses(folder: String, classes: [String])

    /// A folder holds data sets in several folders, and it is not said which is meant.
    case severalDatasets(folder: String, found: [String])

    /// A folder holds several data sets of IDX files, and it is not said which is meant; of those that
    /// can be chosen, `splits` are the names.
    case severalSplits(folder: String, found: [String], splits: [String])

    /// The data are still in an archive; `folder` is `nil` where the archive itself was named.
    case packedArchive(folder: String?, archives: [String])

    /// A folder has too many folders below it, perhaps by way of links.
    case tooManyFolders(folder: String, allowed: Int)

    /// The folder of a class has the name of none of the known classes.
    case unknownClass(folder: String, classes: [String])

    /// An image file is damaged or of a kind that is not read; `reason` is mostly its library's.
    case undecodableImage(file: String, reason: String)

    /// An image has more pixels than are allowed.
    case giantImage(file: String, width: Int, height: Int, allowed: Int)

    /// An image file has more bytes than are allowed.
    case giantFile(file: String, found: Int, allowed: Int)

    /// An image has another height and width than those before it.
    case sizeMismatch(file: String, found: [Int], needed: [Int])

    /// Bad images are skipped, and the folder of a class has no others.
    case noUsableImage(folder: String)

    /// A setting of a loader or generator is outside its range.
    case invalidSetting(name: String, found: String, allowed: String)
}

extension DatasetError {
    /// Whether data are missing, or not what they must be.
    public var category: ErrorCategory {
        switch self {
        case .missingFolder, .notAFolder, .emptyFolder, .missingFile, .unreadableFile: .missingInput
        case .notAFile, .invalidText, .wrongMagic, .truncated, .trailingBytes, .impossibleSize,
            .emptyImages, .noImages, .countMismatch, .labelOutOfRange, .corruptGzip, .inflated,
            .partialRecord, .pixelCountMismatch, .missingSplit, .noClasses, .emptyClass,
            .ambiguousPart, .unsplitClasses, .severalDatasets, .severalSplits, .packedArchive,
            .tooManyFolders, .unknownClass, .undecodableImage, .giantImage, .giantFile,
            .sizeMismatch, .noUsableImage, .invalidSetting:
            .badInput
        }
    }
}
