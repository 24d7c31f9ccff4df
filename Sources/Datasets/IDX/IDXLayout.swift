import Files

extension IDX {
    /// The splits of EMNIST, which are data sets of their own.
    ///
    /// Source: Cohen, Afshar, Tapson and van Schaik, "EMNIST: an extension of MNIST to handwritten
    /// letters", 2017, arXiv:1702.05373.
    public static let emnistSplits = [
        "balanced", "byclass", "bymerge", "digits", "letters", "mnist",
    ]
}

/// What data sets of IDX files differ in: the names of their files and what these hold.
struct IDXLayout {
    /// A short name for reports.
    let name: String

    /// What the names of the files start with.
    private let prefix: String

    /// What the names of the test files go on with.
    private let testWord: String

    /// The split of EMNIST; `nil` for other data sets.
    private let emnistSplit: String?

    /// What the labels are.
    let labelValue: IDX.Value

    /// Whether images lie on their side, rows for columns.
    var isTransposed: Bool { emnistSplit != nil }

    /// Finds out which data set a folder holds.
    ///
    /// - Parameters:
    ///   - folder: The folder of the files.
    ///   - emnistSplit: The split of EMNIST that is wanted; `nil` for the only data set.
    /// - Throws: ``DatasetError/severalSplits(folder:found:splits:)``, or for a folder that cannot be
    ///   read.
    init(in folder: DataFolder, emnistSplit: String?) throws(DatasetError) {
        if let emnistSplit {
            self = .emnist(emnistSplit)
            return
        }
        let names = try entries(of: folder.path).map { "\($0.name)" }
            .filter { $0.contains("idx3-ubyte") }
        let plain = IDXLayout.plain(isFashion: folder.name.lowercased().contains("fashion"))
        let all = [plain] + IDX.emnistSplits.map(Self.emnist) + [.qmnist]
        let found = all.filter { layout in names.contains(where: layout.isName) }
        guard found.count <= 1 else {
            throw .severalSplits(
                folder: "\(folder.path)", found: found.map(\.name),
                splits: found.compactMap(\.emnistSplit))
        }
        self = found.first ?? plain
    }

    private init(
        name: String, prefix: String = "", testWord: String = "test", emnistSplit: String? = nil,
        labelValue: IDX.Value = .byte
    ) {
        self.name = name
        self.prefix = prefix
        self.testWord = testWord
        self.emnistSplit = emnistSplit
        self.labelValue = labelValue
    }

    private static func plain(isFashion: Bool) -> IDXLayout {
        IDXLayout(name: isFashion ? "fashion-mnist" : "mnist", testWord: "t10k")
    }

    private static func emnist(_ split: String) -> IDXLayout {
        IDXLayout(name: "emnist-\(split)", prefix: "emnist-\(split)-", emnistSplit: split)
    }

    /// Source: Yadav and Bottou, "Cold Case: The Lost MNIST Digits", 2019, arXiv:1905.10498.
    private static let qmnist = IDXLayout(name: "qmnist", prefix: "qmnist-", labelValue: .int)

    /// Whether this is the name of one of the files of images.
    private func isName(_ name: String) -> Bool {
        ["train", testWord].contains { name.hasPrefix("\(prefix)\($0)-images") }
    }
}

extension IDXLayout {
    /// Returns the files of a part.
    ///
    /// - Throws: ``DatasetError/missingFile(folder:names:)``.
    func files(
        in folder: DataFolder, split: DatasetSplit
    ) throws(DatasetError) -> (images: String, labels: String) {
        let part = prefix + (split == .training ? "train" : testWord)
        let labels = labelValue == .byte ? "idx1-ubyte" : "idx2-int"
        return (
            try folder.file(named: Self.spellings(part + "-images", "idx3-ubyte")),
            try folder.file(named: Self.spellings(part + "-labels", labels))
        )
    }

    /// Returns the spellings under which a file of this kind is known.
    private static func spellings(_ stem: String, _ kind: String) -> [String] {
        ["\(stem)-\(kind)", "\(stem).\(kind)"].flatMap { [$0, $0 + ".gz"] }
    }
}

extension IDXLayout {
    /// The names of classes, and the label of the first of them.
    typealias Classes = (names: [String], first: Int)

    /// The file of the classes; `nil` where there is none.
    func classFile(in folder: DataFolder) -> FilePath? {
        guard emnistSplit != nil else { return nil }
        return try? folder.filePath(named: [prefix + "mapping.txt"])
    }

    /// Returns the classes: those of the file that names them, else those that are published.
    ///
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a file of another form.
    func classes(in folder: DataFolder) throws(DatasetError) -> Classes {
        if let file = classFile(in: folder) { return try Self.mapping(file) }
        let digits = (0...9).map { "\($0)" }
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)
        switch emnistSplit {
        case "letters": return (letters, 1)
        case "byclass": return (digits + letters + letters.map { $0.lowercased() }, 0)
        case "balanced", "bymerge": return (digits + letters + "abdefghnqrt".map(String.init), 0)
        default: return (name == "fashion-mnist" ? Self.fashionClassNames : digits, 0)
        }
    }

    /// Reads a file of a label and the code of its character in each line, and in `letters` also that
    /// of the small letter.
    private static func mapping(_ file: FilePath) throws(DatasetError) -> Classes {
        var classes: Classes = ([], 0)
        for line in try NameFile.lines(of: file) {
            let numbers = line.split(separator: " ").map { Int($0) }
            guard numbers.count >= 2, let label = numbers[0], let code = numbers[1], code > 0x20,
                let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init),
                label == classes.first + classes.names.count
                    || classes.names.isEmpty && (0...1).contains(label)
            else {
                throw .unreadableFile(
                    file: "\(file)",
                    reason:
                        "its line \(line.quotedOnOneLine) is not the next label, from 0 or 1 on, "
                        + "and the code of a character")
            }
            if classes.names.isEmpty { classes.first = label }
            classes.names.append(String(Character(scalar)))
        }
        guard (1...256).contains(classes.names.count) else {
            throw .unreadableFile(
                file: "\(file)",
                reason: "it names \(classes.names.count) classes; 1 to 256 are allowed")
        }
        return classes
    }

    private static let fashionClassNames = [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
    ]
}
