public import Files

/// What can go wrong with the content of a compressed file; problems of the safetensors file that it is
/// are ``SafetensorsError``s.
public enum CompressedFileError: ReportedError, Equatable, Sendable {
    /// The table of contents is not one, or does not fit the parts of the file.
    case invalidTable(path: String, problem: String)
    /// The parts of a tensor do not become one.
    case damagedTensor(String, path: String, problem: String)
    /// The tensors are so nearly all zeros that a reader could not tell the file from an attack.
    case tooSparse(byteCount: Int, unpacked: Int)

    /// One sentence: what is wrong, what was found, what is allowed and where.
    public var description: String {
        switch self {
        case .invalidTable(let path, let problem):
            "'\(path)' is not a valid compressed file: \(problem)"
        case .damagedTensor(let tensor, let path, let problem):
            "tensor \(tensor.quotedOnOneLine) of '\(path)' cannot be unpacked: \(problem)"
        case .tooSparse(let byteCount, let unpacked):
            "the compressed file would have \(byteCount) bytes and unpack to \(unpacked); at most "
                + "\(CompressedTable.allowedByteCount(ofFile: byteCount)) are allowed for its size"
        }
    }

    /// Bad input.
    public var category: ErrorCategory { .badInput }

    /// Where such a model can go.
    public var hint: String? {
        switch self {
        case .tooSparse: "write it as a safetensors file and pack that with any other program"
        case .invalidTable, .damagedTensor: nil
        }
    }
}

/// What is wrong with a compressed tensor or its table, as the end of a sentence.
struct CompressionProblem: Error {
    let text: String

    init(_ text: String) { self.text = text }
}
