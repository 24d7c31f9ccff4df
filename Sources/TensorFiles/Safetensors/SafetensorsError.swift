public import Files

/// What can go wrong with the content of a safetensors file; problems of the file itself are
/// `FileError`s.
public enum SafetensorsError: ReportedError, Equatable, Sendable {
    /// The file breaks the format.
    case malformed(path: String, problem: FormatProblem)
    /// The file is something else.
    case otherContent(ContentKind, path: String)
    /// The file has no tensor of that name.
    case missingTensor(String, path: String)
    /// The tensor's elements are not of a type that converts to `Float`.
    case notFloatingPoint(tensor: String, dtype: StoredType, path: String)
    /// The tensor has no axis of inputs to look for an N:M pattern along.
    case noInputAxis(tensor: String, shape: [Int], path: String)
    /// N and M do not describe a pattern.
    case invalidPattern(kept: Int, groupSize: Int)
    /// The name was given to the writer before.
    case nameUsedTwice(String)
    /// The format keeps the name for itself.
    case reservedName(String)
    /// The sizes are not those of a tensor that can be stored.
    case invalidShape(tensor: String, shape: [Int])
    /// The bytes given for a tensor are not as many as its shape needs.
    case wrongByteCount(tensor: String, found: Int, needed: Int)
    /// Names and metadata to be written are too long.
    case headerTooLong(byteCount: Int)

    /// One sentence: what is wrong, what was found, what is allowed and where.
    public var description: String {
        switch self {
        case .malformed(let path, let problem):
            "'\(path)' is not a valid safetensors file: \(problem)"
        case .otherContent(let content, let path):
            "'\(path)' is \(content); a safetensors file, a checkpoint of torch.save or a file of NumPy "
                + "arrays is needed"
        case .missingTensor(let name, let path):
            "'\(path)' has no tensor \(name.quotedOnOneLine)"
        case .notFloatingPoint(let tensor, let dtype, let path):
            "tensor \(tensor.quotedOnOneLine) of '\(path)' has the type \(dtype.rawValue); "
                + "F64, F32, F16, BF16, F8_E4M3 or F8_E5M2 is needed"
        case .noInputAxis(let tensor, let shape, let path):
            "tensor \(tensor.quotedOnOneLine) of '\(path)' has the shape \(shape); "
                + "an N:M pattern needs [outputs, inputs, …]"
        case .invalidPattern(let kept, let groupSize):
            "the pattern is \(kept):\(groupSize); "
                + "the first number must be at least 0 and at most the second, the second at least 1"
        case .nameUsedTwice(let name):
            "two tensors are named \(name.quotedOnOneLine); names must be different"
        case .reservedName(let name):
            "a tensor is named \(name.quotedOnOneLine); the format keeps this name for itself"
        case .invalidShape(let tensor, let shape):
            "tensor \(tensor.quotedOnOneLine) has the shape \(shape); at most 64 sizes of at least 0 "
                + "are allowed, and all bytes must fit a 64-bit number"
        case .wrongByteCount(let tensor, let found, let needed):
            "tensor \(tensor.quotedOnOneLine) gave \(found) bytes; its shape needs \(needed)"
        case .headerTooLong(let byteCount):
            "names and metadata take \(byteCount) bytes; "
                + "at most \(SafetensorsHeader.maximumByteCount) are allowed"
        }
    }
}

extension SafetensorsError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
