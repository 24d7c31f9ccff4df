public import Files

/// Reader of CIFAR-10, in its binary form or in Python's.
///
/// Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009, and the
/// page "The CIFAR-10 dataset", sections "Python / Matlab versions" and "Binary version".
public enum CIFAR10 {
    /// Reads the images and labels of one split from a folder.
    ///
    /// The training images come from `data_batch_1.bin` to `data_batch_5.bin`, the test images from
    /// `test_batch.bin`, or in Python's form from files of these names without `.bin`; they may stand
    /// in the folder itself or in one inside it, such as the `cifar-10-batches-bin` of the published
    /// archive. A binary record is one byte of label and 3,072 of pixels; a batch may hold any number
    /// of images. The classes are named by `batches.meta.txt` or `batches.meta`, where it is there.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - split: The training or the test images.
    /// - Returns: Colour images, `[3, 32, 32]`, in the order of the files.
    /// - Throws: ``DatasetError`` for a folder or file that is missing, unreadable or empty, holds
    ///   a part of a record, a label above 9, or no batch of images.
    public static func readDataset(
        folder: String, split: DatasetSplit
    ) throws(DatasetError) -> InMemoryImages {
        try layout.readDataset(folder: folder, split: split)
    }

    /// Returns the paths of the files that ``readDataset(folder:split:)`` reads images from.
    ///
    /// - Throws: ``DatasetError`` for a folder or file that is missing.
    public static func files(
        in folder: String, split: DatasetSplit
    ) throws(DatasetError) -> [FilePath] {
        try layout.files(in: folder, split: split)
    }

    /// Returns the path of the file that names the classes; `nil` where there is none.
    public static func classFile(in folder: String) -> FilePath? {
        layout.classFile(in: folder)
    }

    static let layout = CIFARLayout(
        name: "cifar-10", kind: .cifar10, trainingNames: (1...5).map { "data_batch_\($0)" },
        testName: "test_batch", labelCount: 1, labelKey: "labels",
        classText: "batches.meta.txt", classPickle: "batches.meta", classKey: "label_names",
        classNames: [
            "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship",
            "truck",
        ])
}
