import Files

/// What CIFAR-10 and CIFAR-100 differ in, and how both are read.
struct CIFARLayout: Sendable {
    /// A short name for reports and errors.
    let name: String

    let kind: ImageDataKind

    /// The files of the training images, without the `.bin` of the binary form.
    let trainingNames: [String]

    /// The file of the test images, likewise.
    let testName: String

    /// The labels before the pixels of a binary record, of which the last one is used.
    let labelCount: Int

    /// What Python's form calls the labels.
    let labelKey: String

    /// The file of the names of classes beside the binary form.
    let classText: String

    /// The file of the names of classes beside Python's form.
    let classPickle: String

    /// What ``classPickle`` calls them.
    let classKey: String

    /// The names where no file says them.
    let classNames: [String]

    static let shape = ImageShape(channelCount: 3, height: 32, width: 32)

    /// The forms in which the data sets are published.
    enum Form: String, CaseIterable {
        case binary = ".bin"
        case python = ""
    }

    func names(of split: DatasetSplit, _ form: Form) -> [String] {
        (split == .training ? trainingNames : [testName]).map { $0 + form.rawValue }
    }

    /// Whether a folder with these files is recognised as the data set.
    func isHeld(by files: Set<String>, onlyTest: Bool) -> Bool {
        Form.allCases.contains { form in
            let training = names(of: .training, form)[0]
            let test = names(of: .test, form)[0]
            // A name as plain as 'train' is not enough.
            let others = [test, form == .binary ? classText : classPickle]
            let isPlain = trainingNames.count == 1
            guard files.contains(training) else {
                return onlyTest && files.contains(test)
                    && (!isPlain || files.contains(others[1]))
            }
            return !isPlain || others.contains(where: files.contains)
        }
    }
}

extension CIFARLayout {
    func readDataset(
        folder: String, split: DatasetSplit
    ) throws(DatasetError) -> InMemoryImages {
        let folder = try self.folder(in: folder, split: split)
        let form = form(in: folder)
        var batch = CIFARBatch()
        for file in try files(in: folder, split: split, form) {
            switch form {
            case .binary: try appendBinary(file, to: &batch)
            case .python: try appendPickle(file, to: &batch)
            }
        }
        return InMemoryImages(
            checkedName: name, classNames: try classNames(in: folder, form) ?? classNames,
            imageShape: Self.shape, pixels: batch.pixels, labels: batch.labels)
    }

    func files(in folder: String, split: DatasetSplit) throws(DatasetError) -> [FilePath] {
        let folder = try self.folder(in: folder, split: split)
        return try files(in: folder, split: split, form(in: folder))
    }

    /// The file that names the classes; `nil` where there is none.
    func classFile(in folder: String) -> FilePath? {
        guard let folder = try? self.folder(in: folder, split: .test) else { return nil }
        return classFile(in: folder, form(in: folder))
    }

    func classFile(in folder: DataFolder, _ form: Form) -> FilePath? {
        try? folder.filePath(named: [form == .binary ? classText : classPickle])
    }

    private func files(
        in folder: DataFolder, split: DatasetSplit, _ form: Form
    ) throws(DatasetError) -> [FilePath] {
        var files: [FilePath] = []
        for name in names(of: split, form) { files.append(try folder.filePath(named: [name])) }
        return files
    }

    private func folder(
        in path: String, split: DatasetSplit
    ) throws(DatasetError) -> DataFolder {
        let found = try DataLocation.find(in: path, kinds: [kind], isOnlyTest: split == .test)
        return try DataFolder(found?.folder ?? FilePath(path))
    }

    /// Python's form where it alone is there.
    private func form(in folder: DataFolder) -> Form {
        func holds(_ form: Form) -> Bool {
            DatasetSplit.allCases.contains { split in
                names(of: split, form).contains { (try? folder.filePath(named: [$0])) != nil }
            }
        }
        return holds(.python) && !holds(.binary) ? .python : .binary
    }
}

/// The images of one or more files.
struct CIFARBatch {
    /// `[count, 3, 32, 32]`.
    var pixels: [UInt8] = []

    /// `[count]`.
    var labels: [UInt8] = []
}
