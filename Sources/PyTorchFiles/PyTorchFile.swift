import Files

/// A checkpoint of `torch.save` opened for reading: the tensors of its state dictionary.
///
/// Read are the zip archives that PyTorch writes since 1.6 and the format before them. Nothing in
/// the file is run: its pickle is read by a machine that knows tensors, dictionaries, lists, texts
/// and numbers, and refuses everything else by name. The file is mapped into memory and checked
/// completely when it is opened; reading a tensor touches only its own pages. Numbers that only the
/// elements could tell wrong are not noticed: the checksums of archives are not compared.
///
/// The state dictionary is the value of the file or the member of it that has the most tensors, as
/// ``stateKey`` says. Members that are no tensors, such as the epoch, are left out.
public struct PyTorchFile: Sendable {
    /// Where the file was opened.
    public let path: String
    /// The key under which the state dictionary stands, such as `state_dict`; `nil` where it is the
    /// whole value of the file.
    public let stateKey: String?
    /// What every name in the file starts with and the names here do not: `module.`, which
    /// `DataParallel` adds, or nothing.
    public let removedPrefix: String
    /// The tensors in the order of the state dictionary.
    public let entries: [PyTorchEntry]

    private let file: MappedFile
    private let positions: [String: Int]

    /// Opens the file at `path` and checks it.
    ///
    /// - Parameters:
    ///   - path: The file to open.
    ///   - stateKey: The key of the state dictionary in the file's value; `nil` takes the largest
    ///     dictionary of tensors, among equals the first.
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
        removedPrefix = checkpoint.removedPrefix
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

    /// The tensors' names in the order of the state dictionary.
    public var names: [String] { entries.map(\.name) }

    /// Looks a tensor up.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: Its type, shape and place.
    /// - Throws: ``PyTorchFileError/missingTensor(_:path:)``.
    public func entry(_ name: String) throws(PyTorchFileError) -> PyTorchEntry {
        guard let position = positions[name] else { throw .missingTensor(name, path: path) }
        return entries[position]
    }

    /// Calls `body` with the elements of a tensor, row-major and little-endian.
    ///
    /// They are copied only if they stand in the file in another order. The bytes need not be
    /// aligned to the element size.
    ///
    /// - Parameters:
    ///   - name: The tensor's name.
    ///   - body: Gets the bytes; the pointer is valid only inside it.
    /// - Returns: What `body` returns.
    /// - Throws: ``PyTorchFileError/missingTensor(_:path:)``, or what `body` throws.
    public func withUnsafeBytes<Result>(
        of name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let entry = try entry(name)
        return try file.withUnsafeBytes { bytes in
            let elements = UnsafeRawBufferPointer(rebasing: bytes[entry.byteRange])
            if entry.isContiguous { return try body(elements) }
            return try entry.rowMajorBytes(from: elements).withUnsafeBytes(body)
        }
    }

    /// Copies the elements of a tensor.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: The elements, row-major and little-endian.
    /// - Throws: ``PyTorchFileError/missingTensor(_:path:)``.
    public func bytes(of name: String) throws -> [UInt8] {
        try withUnsafeBytes(of: name) { Array($0) }
    }
}
