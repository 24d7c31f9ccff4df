public import Files

/// What can go wrong with the content of a PyTorch checkpoint; problems of the file itself are
/// `FileError`s.
public enum PyTorchFileError: ReportedError, Equatable, Sendable {
    /// The file is not a checkpoint, or not one that is read.
    case unreadable(path: String, problem: PyTorchProblem)
    /// The file has no tensor of that name.
    case missingTensor(String, path: String)

    /// One sentence: what is wrong, what was found, what is allowed and where.
    public var description: String {
        switch self {
        case .unreadable(let path, let problem):
            "'\(path)' cannot be read as a PyTorch checkpoint: \(problem)"
        case .missingTensor(let name, let path):
            "'\(path)' has no tensor \(name.quotedOnOneLine)"
        }
    }
}

extension PyTorchFileError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
