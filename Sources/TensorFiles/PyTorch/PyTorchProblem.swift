public import Files

/// The reasons for which a file is not read as a PyTorch checkpoint.
///
/// Offsets are counted from the start of the file.
public enum PyTorchProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file starts in neither of the two formats.
    case notACheckpoint
    /// The file is something else that is known.
    case otherContent(ContentKind)
    /// The file ends, or is said to end, inside a part of it.
    case truncated(part: String, offset: Int)
    /// The numbers are stored highest byte first, or in an unknown order.
    case wrongByteOrder(found: String)

    /// The directory that ends a zip archive is not there.
    case noDirectory
    /// A record of the zip archive is not what its place asks for.
    case invalidRecord(String, offset: Int)
    /// An entry of the archive is compressed or encrypted.
    case encodedEntry(name: String)
    /// Two entries of the archive have one name.
    case duplicateEntry(name: String)
    /// An entry of the archive is not inside the file.
    case entryOutsideFile(name: String)
    /// The archive holds a TorchScript program.
    case torchScript(entry: String)

    /// The legacy format has another version than 1001.
    case unknownVersion
    /// The legacy format ends before the file does.
    case trailingBytes(count: Int)

    /// The pickle has a protocol other than 2 to 5.
    case unknownProtocol(Int, offset: Int)
    /// The pickle has an operation that `torch.save` does not use.
    case unknownOpcode(UInt8, offset: Int)
    /// The pickle breaks its own rules.
    case invalidPickle(expected: String, offset: Int)
    /// A function or class of Python that is not known makes what should be tensors: the value of the
    /// file, where no name is given, or what stands under that name.
    case forbiddenGlobal(String, at: String?)
    /// The pickle has too many values.
    case tooManyValues(limit: Int)
    /// The pickle has too many tensors.
    case tooManyTensors(limit: Int)
    /// The pickle has a container in itself.
    case cyclic
    /// The pickle has containers in containers too often.
    case tooDeep(limit: Int)

    /// No dictionary of tensors is where one is looked for.
    case noTensors(key: String?)
    /// The key that was asked for leads to no dictionary.
    case missingKey(String, found: [String])
    /// A dictionary has a name twice.
    case duplicateName(String)
    /// The elements are of a type that is not read.
    case unusableType(String)
    /// A tensor has too many axes.
    case tooManyAxes(limit: Int)
    /// The sizes or steps of a tensor cannot be those of a tensor.
    case invalidLayout(tensor: String, shape: [Int], strides: [Int])
    /// A tensor reaches behind the end of its storage.
    case outsideStorage(tensor: String, end: Int, storage: String, available: Int)
    /// The tensors take much more room than the file: their steps repeat its bytes.
    case repeatedBytes(byteCount: Int, limit: Int)
    /// A storage is described twice, each time differently.
    case conflictingStorage(key: String)
    /// A storage has no place in the file.
    case missingStorage(key: String)
    /// A storage stands in the file twice.
    case duplicateStorage(key: String)
    /// A storage has another size in the file than in the pickle.
    case wrongStorageSize(key: String, found: Int, needed: Int)
}
