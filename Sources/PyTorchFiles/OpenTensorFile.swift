public import Safetensors

/// Opens a safetensors file or a checkpoint of `torch.save`, whichever its first bytes show.
///
/// - Parameters:
///   - path: The file to open.
///   - stateKey: The member of a checkpoint that is its state dictionary; `nil` takes the network.
///     Safetensors files have no members.
/// - Returns: The open file.
/// - Throws: `FileError`, `SafetensorsError` or ``PyTorchFileError``.
public func openTensorFile(at path: String, stateKey: String? = nil) throws -> any TensorFile {
    if try PyTorchFile.isRecognized(at: path) {
        return try PyTorchFile(path: path, stateKey: stateKey)
    }
    return try SafetensorsFile(path: path)
}
