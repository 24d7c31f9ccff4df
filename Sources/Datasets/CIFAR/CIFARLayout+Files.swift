import Files
import TensorFiles

extension CIFARLayout {
    /// Reads whole records of labels and pixels.
    func appendBinary(
        _ path: FilePath, to batch: inout CIFARBatch
    ) throws(DatasetError) {
        let file = "\(path)"
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try readFile(at: path)
        } catch {
            throw DatasetError(error)
        }
        let recordSize = labelCount + Self.shape.elementCount
        guard !bytes.isEmpty else { throw .noImages(place: file) }
        guard bytes.count.isMultiple(of: recordSize) else {
            throw .partialRecord(file: file, found: bytes.count, recordSize: recordSize)
        }
        let starts = stride(from: 0, to: bytes.count, by: recordSize)
        let labels = starts.map { bytes[$0 + labelCount - 1] }
        try checkLabels(labels, classCount: classNames.count, place: file)
        batch.labels += labels
        batch.pixels.reserveCapacity(batch.pixels.count + labels.count * Self.shape.elementCount)
        for start in starts {
            batch.pixels += bytes[start + labelCount..<start + recordSize]
        }
    }

    /// Reads the matrix `data` and the list of labels of a pickled dictionary.
    func appendPickle(
        _ path: FilePath, to batch: inout CIFARBatch
    ) throws(DatasetError) {
        let file = "\(path)"
        let pickle = try readPickle(path)
        func unreadable(_ reason: String) -> DatasetError {
            .unreadableFile(file: file, reason: reason)
        }
        if let maker = pickle.maker(of: "data") {
            throw unreadable(
                "its 'data' are made by \(maker.quotedOnOneLine), and an array of bytes is needed; "
                    + "nothing of it was run")
        }
        guard let data = pickle.array("data") else { throw unreadable("it has no array 'data'") }
        let size = Self.shape.elementCount
        guard data.elementType == "u1", data.shape.count == 2, data.shape[1] == size else {
            throw unreadable(
                "its 'data' have the shape \(data.shape) and the type "
                    + "\(data.elementType.quotedOnOneLine); they must be [images, \(size)] of 'u1'")
        }
        guard let labels = pickle.integers(labelKey) else {
            throw unreadable("it has no list of whole numbers '\(labelKey)'")
        }
        let count = data.shape[0]
        guard count > 0 else { throw .noImages(place: file) }
        guard data.bytes.count.isMultiple(of: size), data.bytes.count / size == count else {
            throw unreadable(
                "its 'data' are \(data.bytes.count) bytes, and their shape is \(data.shape)")
        }
        guard labels.count == count else {
            throw .countMismatch(
                images: file, imageCount: count, labels: file, labelCount: labels.count)
        }
        batch.labels += try checkedLabels(
            labels, allowed: 0..<classNames.count, place: file)
        batch.pixels += data.bytes
    }

    /// Reads the names of the classes; `nil` without a file of them.
    func classNames(in folder: DataFolder, _ form: Form) throws(DatasetError) -> [String]? {
        guard let path = classFile(in: folder, form) else { return nil }
        switch form {
        case .python:
            guard let names = try readPickle(path).texts(classKey, count: classNames.count) else {
                throw .unreadableFile(
                    file: "\(path)",
                    reason: "it has no list of \(classNames.count) texts '\(classKey)'")
            }
            return names
        case .binary:
            let names = try NameFile.lines(of: path)
            guard names.count == classNames.count else {
                throw .unreadableFile(
                    file: "\(path)",
                    reason: "it names \(names.count) classes; it must name \(classNames.count)")
            }
            return names
        }
    }

    private func readPickle(_ path: FilePath) throws(DatasetError) -> PickledDictionary {
        let file: MappedFile
        do throws(FileError) {
            file = try MappedFile(path: path)
        } catch {
            throw DatasetError(error)
        }
        do throws(PyTorchProblem) {
            return try PickledDictionary(file)
        } catch {
            throw .unreadableFile(file: "\(path)", reason: Self.reason(error))
        }
    }

    /// Why a pickle cannot be read, without the words that are for checkpoints.
    private static func reason(_ problem: PyTorchProblem) -> String {
        if case .forbiddenGlobal(let name, _) = problem {
            return
                "it is made by \(name.quotedOnOneLine), and a dictionary is needed; nothing of it "
                + "was run"
        }
        if case .unknownOpcode(let opcode, let offset) = problem {
            return "its pickle has the operation 0x\(String(opcode, radix: 16)) at byte \(offset), "
                + "which a dictionary of lists and arrays of the protocols 2 to 5 does not need"
        }
        return problem.description
    }
}
