public import Files

/// Reader of CIFAR-100, in its binary form or in Python's.
///
/// Source: as for ``CIFAR10``.
public enum CIFAR100 {
    /// Reads the images and the fine labels of one split from a folder.
    ///
    /// The images come from `train.bin` and `test.bin`, or in Python's form from `train` and `test`;
    /// they may stand in the folder itself or in one inside it, such as the `cifar-100-python` of the
    /// published archive. A binary record is the coarse label, the fine one and 3,072 bytes of pixels.
    /// The classes are named by `fine_label_names.txt` or `meta`, where it is there.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - split: The training or the test images.
    /// - Returns: Colour images, `[3, 32, 32]`, of 100 classes.
    /// - Throws: ``DatasetError`` as ``CIFAR10/readDataset(folder:split:)``.
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
        name: "cifar-100", kind: .cifar100, trainingNames: ["train"], testName: "test",
        labelCount: 2, labelKey: "fine_labels", classText: "fine_label_names.txt",
        classPickle: "meta", classKey: "fine_label_names",
        classNames: """
            apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus \
            butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach \
            couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster \
            house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree \
            motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear \
            pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road \
            rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel \
            streetcar sunflower sweet_pepper table tank telephone television tiger tractor train \
            trout tulip turtle wardrobe whale willow_tree wolf woman worm
            """.split(separator: " ").map(String.init))
}
