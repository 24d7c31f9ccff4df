public import Files

/// What can be wrong with an ONNX file; problems of the file itself are `FileError`s.
public enum ONNXError: ReportedError, Equatable, Sendable {
    /// The bytes are not a model.
    case malformed(path: String, problem: String)
    /// The file is sound but needs what is not read or written here; every such place is named.
    case unsupported(path: String, problems: [String])

    /// One sentence: what is wrong, what was found, what is allowed and where.
    public var description: String {
        switch self {
        case .malformed(let path, let problem):
            "'\(path)' is not a valid ONNX file: \(problem)"
        case .unsupported(let path, let problems):
            "'\(path)' needs what is not supported: \(problems.joined(separator: "; "))"
        }
    }
}

extension ONNXError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
