import Files

/// A checkpoint of `torch.save` opened for reading: the tensors of its state dictionary.
///
/// Read are the zip archives that PyTorch writes since 1.6 and the format before them. Nothing in
/// the file is run: its pickle is read by a machine that knows tensors, dictionaries, lists, texts
/// and numbers. Other objects beside the tensors are passed over; where tensors should be they are
/// refused by name. The file is mapped into memory and checked
/// completely when it is opened; reading a tensor touches only its own pages. Numbers that only the
/// elements could tell wrong are not noticed: the checksums of archives are not compared.
///
/// The state dictionary is the value of the file or a member of it, as ``stateKey`` says. Members
/// that are no tensors, such as the epoch, are left out.
public struct PyTorchFile: TensorFile {
    /// Where the file was opened.
    public let path: String
    /// The key under which the state dictionary stands, such as `state_dict`; `nil` where it is the
    /// whole value of the file.
    public let stateKey: String?
    /// The keys of the other members that may be meant, such as the average of the network.
    public let otherStateKeys: [String]
    /// The tensors in the order of the state dictionary.
    public let entries: [PyTorchEntry]

    /// Nothing: checkpoints have no texts that are read.
    public var metadata: [String: String] { [:] }
    /// Nothing: a checkpoint with such tensors is refused.
    public var unusableTensors: [UnusableTensor] { [] }

    private let file: MappedFile
    private let positions: [String: Int]

    /// Opens the file at `path` and checks it.
    ///
    /// - Parameters:
    ///   - path: The file to open.
    ///   - stateKey: The key of the state dictionary in the file's value, with points between the
    ///     keys of members of members; `nil` takes the network itself and no average of it: the
    ///     largest dictionary of tensors, among equals the first.
    /// - Throws: `FileError` if the file cannot be read, or
    ///   ``PyTorchFileError/unreadable(path:problem:)``.
    public init(path: String, stateKey: String? = nil) throws {
        let file = try MappedFile(path: path)
        let checkpoint: Checkpoint
        do throws(PyTorchProblem) {
            checkpoint = try file.withUnsafeBytes { bytes throws(PyTorchProblem) in
                try Checkpoint(parsing: bytes, stateKey: stateKey)
            }
        } catch {
            throw PyTorchFileError.unreadable(path: path, problem: error)
        }
        self.path = path
        self.file = file
        self.stateKey = checkpoint.stateKey
        otherStateKeys = checkpoint.otherStateKeys
        entries = checkpoint.entries
        positions = Dictionary(
            uniqueKeysWithValues: checkpoint.entries.enumerated().map { ($1.name, $0) })
    }

    /// Looks whether the file at `path` starts as one of `torch.save` does.
    ///
    /// - Parameter path: The file to look at.
    /// - Returns: Whether its first bytes are those of a zip archive or of the legacy format.
    /// - Throws: `FileError` if the file cannot be read.
    public static func isRecognized(at path: String) throws -> Bool {
        try MappedFile(path: path).withUnsafeBytes { FileFormat(of: $0) != nil }
    }

    /// Looks a tensor up.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: Its type, shape and place.
    /// - Throws: ``PyTorchFileError/missingTensor(_:path:)``.
    public func entry(_ name: String) throws(PyTorchFileError) -> PyTorchEntry {
        guard let position = positions[name] else { throw .missingTensor(name, path: path) }
        return entries[position]
    }

    /// Calls `body` with the elements of an entry of this file, row-major and little-endian.
    ///
    /// They are copied only if they stand in the file in another order.
    public func withUnsafeBytes<Result>(
        of entry: PyTorchEntry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try file.withUnsafeBytes { bytes in
            let elements = UnsafeRawBufferPointer(rebasing: bytes[entry.byteRange])
            if entry.isContiguous { return try body(elements) }
            let strided = StridedElements(
                shape: entry.shape, strides: entry.strides,
                elementByteCount: entry.dtype.byteCount)
            return try strided.rowMajorBytes(from: elements).withUnsafeBytes(body)
        }
    }
}
