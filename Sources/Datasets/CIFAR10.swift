public import Files

/// Reader of CIFAR-10 in its binary version.
///
/// Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009, and the
/// page "The CIFAR-10 dataset", section "Binary version".
public enum CIFAR10 {
    /// Reads the images and labels of one split from a folder.
    ///
    /// The training images come from `data_batch_1.bin` to `data_batch_5.bin`, the test images from
    /// `test_batch.bin`; they may stand in the folder itself or in one
    /// inside it, such as the `cifar-10-batches-bin` of the published archive. A record is one byte of
    /// label and 3,072 of pixels; a batch may hold any number of records.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - split: The training or the test images.
    /// - Returns: Colour images, `[3, 32, 32]`, in the order of the files.
    /// - Throws: ``DatasetError`` for a folder or file that is missing, unreadable or empty, holds
    ///   a part of a record, or a label above 9.
    public static func readDataset(
        folder: String, split: DatasetSplit
    ) throws(DatasetError) -> InMemoryImages {
        var pixels: [UInt8] = []
        var labels: [UInt8] = []
        for file in try files(in: folder, split: split) {
            try appendBatch(file: file, pixels: &pixels, labels: &labels)
        }
        return InMemoryImages(
            checkedName: "cifar-10", classNames: classNames, imageShape: shape, pixels: pixels,
            labels: labels)
    }

    /// Returns the paths of the files that ``readDataset(folder:split:)`` reads.
    ///
    /// - Throws: ``DatasetError`` for a folder or file that is missing.
    public static func files(
        in folder: String, split: DatasetSplit
    ) throws(DatasetError) -> [FilePath] {
        let folder = try batchFolder(in: folder, split: split)
        var files: [FilePath] = []
        for name in batchNames(of: split) {
            files.append(try folder.filePath(named: [name]))
        }
        return files
    }

    private static let shape = ImageShape(channelCount: 3, height: 32, width: 32)

    private static let classNames = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]

    private static func batchNames(of split: DatasetSplit) -> [String] {
        switch split {
        case .training: (1...5).map { "data_batch_\($0).bin" }
        case .test: ["test_batch.bin"]
        }
    }

    private static func batchFolder(
        in path: String, split: DatasetSplit
    ) throws(DatasetError) -> DataFolder {
        let found = try DataLocation.find(in: path, kinds: [.cifar10], isOnlyTest: split == .test)
        return try DataFolder(found?.folder ?? FilePath(path))
    }

    private static func appendBatch(
        file path: FilePath, pixels: inout [UInt8], labels: inout [UInt8]
    ) throws(DatasetError) {
        let file = "\(path)"
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try readFile(at: path)
        } catch {
            throw DatasetError(error)
        }
        let recordSize = 1 + shape.elementCount
        guard !bytes.isEmpty else { throw .noImages(place: file) }
        guard bytes.count.isMultiple(of: recordSize) else {
            throw .partialRecord(file: file, found: bytes.count, recordSize: recordSize)
        }
        let starts = stride(from: 0, to: bytes.count, by: recordSize)
        let batchLabels = starts.map { bytes[$0] }
        try checkLabels(batchLabels, classCount: classNames.count, place: file)
        labels += batchLabels
        pixels.reserveCapacity(pixels.count + batchLabels.count * shape.elementCount)
        for start in starts {
            pixels += bytes[start + 1..<start + recordSize]
        }
    }
}
