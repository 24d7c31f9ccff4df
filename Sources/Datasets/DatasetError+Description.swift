import Files

extension DatasetError {
    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String { sentence.onOneLine }

    private var sentence: String {
        switch self {
        case .missingFolder(let folder):
            "data folder '\(folder)' does not exist"
        case .notAFolder(let folder):
            "'\(folder)' is a file; the data must be given as a folder"
        case .emptyFolder(let folder):
            "data folder '\(folder)' is empty"
        case .missingFile(let folder, let names):
            "data folder '\(folder)' lacks a file; it must hold \(Self.alternatives(names))"
        case .unreadableFile(let file, let reason), .invalidText(let file, let reason):
            "'\(file)' cannot be read: \(reason)"
        case .notAFile(let file, let kind):
            "'\(file)' is \(kind); a regular file is needed"
        case .wrongMagic(let file, let found, let allowed):
            "'\(file)' starts with the magic number \(found); it must start with \(allowed)"
        case .truncated(let file, let found, let needed):
            "'\(file)' is cut short: it holds \(found) of the \(needed) bytes that it must hold"
        case .trailingBytes(let file, let needed):
            "'\(file)' goes on after the \(needed) bytes that it must hold"
        case .impossibleSize(let file, let dimensions, let fileSize):
            "header of '\(file)' claims \(Self.product(dimensions)) values; a file of \(fileSize) "
                + "bytes cannot hold as many"
        case .emptyImages(let file, let height, let width):
            "images of '\(file)' are \(height) × \(width) pixels; both sides must be at least 1"
        case .noImages(let place):
            "'\(place)' holds no images; at least 1 is needed"
        case .countMismatch(let images, let imageCount, let labels, let labelCount):
            "'\(images)' holds \(imageCount) images and '\(labels)' \(labelCount) labels; "
                + "there must be as many labels as images"
        case .labelOutOfRange(let place, let index, let found, let allowed):
            "label \(index) of '\(place)' is \(found); it must be in "
                + "\(allowed.lowerBound)...\(allowed.upperBound - 1)"
        case .corruptGzip(let file, let reason):
            "'\(file)' is a damaged gzip file: \(reason)"
        case .inflated(let file, let fileSize, let allowed):
            "'\(file)' unpacks to more than \(allowed) bytes; a gzip file of \(fileSize) bytes may "
                + "hold at most as many"
        case .partialRecord(let file, let found, let recordSize):
            "'\(file)' holds \(found) bytes; it must hold whole records of \(recordSize) bytes"
        case .pixelCountMismatch(let dataset, let found, let needed):
            "pixels of dataset '\(dataset)' are \(found) bytes; they must be \(needed)"
        case .missingSplit(let folder, let names):
            "data folder '\(folder)' lacks a split; it must hold a folder \(Self.alternatives(names))"
        case .noClasses(let folder):
            "'\(folder)' holds no folders; there must be one for each class"
        case .emptyClass(let folder, let found):
            "class folder '\(folder)' holds no images; it must hold at least one file of a format "
                + "that is read (\(ImageFormat.names))"
                + (found.isEmpty ? "" : "; it holds \(found)")
        case .ambiguousPart(let folder, let names):
            "data folder '\(folder)' holds \(Self.list(names, "and")); only one folder may stand "
                + "for a part"
        case .unsplitClasses(let folder, let classes):
            "data folder '\(folder)' holds folders of classes (\(Self.start(of: classes))) and not its "
                + "parts; the images must stand in train/CLASS and val/CLASS: move some of each "
                + "class there"
        case .severalDatasets(let folder, let found):
            "data folder '\(folder)' holds several data sets; name one of the folders "
                + Self.list(Array(found.prefix(10)), "or")
        case .severalSplits(let folder, let found, let splits):
            "data folder '\(folder)' holds \(found.count) data sets (\(found.joined(separator: ", "))); "
                + "set 'data.split' to \(Self.list(splits, "or")), or name a folder that holds one alone"
        case .packedArchive(let folder?, let archives):
            "data folder '\(folder)' holds no data but the archive \(Self.list(archives, "and")); "
                + "unpack it there"
        case .packedArchive(nil, let archives):
            "\(Self.list(archives, "and")) is an archive; unpack it and name the folder that it makes"
        case .tooManyFolders(let folder, let allowed):
            "'\(folder)' has more than \(allowed) folders below it, links included"
        case .unknownClass(let folder, let classes):
            "class folder '\(folder)' is not among the \(classes.count) known classes "
                + "(\(Self.start(of: classes)))"
        case .undecodableImage(let file, let reason):
            "image '\(file)' cannot be decoded: \(reason)"
        case .giantImage(let file, let width, let height, let allowed):
            "image '\(file)' has \(width) × \(height) pixels; it may have at most \(allowed)"
        case .giantFile(let file, let found, let allowed):
            "image '\(file)' is a file of \(found) bytes; it may have at most \(allowed)"
        case .sizeMismatch(let file, let found, let needed):
            "image '\(file)' has \(Self.product(found)) pixels; it must have \(Self.product(needed)) "
                + "as those before it"
        case .noUsableImage(let folder):
            "class folder '\(folder)' holds no usable image; at least 1 is needed"
        case .invalidSetting(let name, let found, let allowed):
            "setting '\(name)' is \(found); it must be \(allowed)"
        }
    }

    /// Returns `'a', 'b' or 'c'`.
    private static func alternatives(_ names: [String]) -> String { list(names, "or") }

    /// Returns `'a', 'b' and 'c'`, with another word before the last.
    private static func list(_ names: [String], _ word: String) -> String {
        let quoted = names.map { "'\($0)'" }
        let last = quoted.suffix(1).joined()
        return quoted.count > 1
            ? quoted.dropLast().joined(separator: ", ") + " \(word) " + last : last
    }

    /// Returns the first names, as in `a, b, c, …`.
    private static func start(of names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
    }

    /// Returns `2 × 3 × 4`, unmultiplied because the product may not fit an integer.
    private static func product(_ dimensions: [Int]) -> String {
        dimensions.map { "\($0)" }.joined(separator: " × ")
    }
}
