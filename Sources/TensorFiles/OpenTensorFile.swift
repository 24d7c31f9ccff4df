import Files

/// Opens a safetensors file, compressed or not, a checkpoint of `torch.save` or a file of NumPy arrays,
/// whichever its content shows, or the files that an index names.
///
/// - Parameters:
///   - path: The file to open; the index for weights in several files.
///   - stateKey: The member of a checkpoint that is its state dictionary; `nil` takes the network.
///     Other files have no members.
/// - Returns: The open file.
/// - Throws: `FileError`, ``SafetensorsError``, ``ShardError``, ``PyTorchFileError``, ``NumpyFileError``
///   or ``CompressedFileError``.
public func openTensorFile(at path: String, stateKey: String? = nil) throws -> any TensorFile {
    if try NumpyFile.isRecognized(at: path) { return try NumpyFile(path: path) }
    if try PyTorchFile.isRecognized(at: path) {
        return try PyTorchFile(path: path, stateKey: stateKey)
    }
    if try isIndex(at: path) { return try ShardedFile(path: path) }
    let file = try SafetensorsFile(path: path)
    return CompressedFile.isRecognized(file) ? try CompressedFile(file) : file
}

/// Whether the file at `path` is the index of others, by its name or its content.
private func isIndex(at path: String) throws -> Bool {
    if ShardIndex.hasName(of: path) { return true }
    let content = try MappedFile(path: path).withUnsafeBytes { ContentKind(of: $0) }
    if case .shardIndex = content { return true }
    return false
}
