public import Files

/// What can go wrong with weights that stand in several files; problems of one of the files are its
/// own errors.
public enum ShardError: ReportedError, Equatable, Sendable {
    /// The index is not one.
    case invalidIndex(path: String, problem: String)
    /// A file that the index names is not there.
    case missingShard(file: String, tensorCount: Int, index: String)
    /// A tensor stands in another file than the index says.
    case misplacedTensor(String, named: String, found: String, index: String)
    /// A file does not have a tensor that the index places in it, and no other file has it.
    case missingTensor(String, file: String, index: String)
    /// A file has a tensor that the index does not name.
    case unlistedTensor(String, file: String, index: String)
    /// Two files have a tensor of one name.
    case duplicateTensor(String, files: [String], index: String)
    /// No file has a tensor of that name.
    case unknownTensor(String, index: String)

    /// One sentence: what is wrong, what was found, what is allowed and where.
    public var description: String {
        switch self {
        case .invalidIndex(let path, let problem):
            "'\(path)' is not a valid index of weights in several files: \(problem)"
        case .missingShard(let file, let tensorCount, let index):
            "\(file.quotedOnOneLine), in which '\(index)' places \(tensorCount) tensors, is not in "
                + "its folder"
        case .misplacedTensor(let tensor, let named, let found, let index):
            "'\(index)' places tensor \(tensor.quotedOnOneLine) in \(named.quotedOnOneLine), and "
                + "\(found.quotedOnOneLine) has it"
        case .missingTensor(let tensor, let file, let index):
            "'\(index)' places tensor \(tensor.quotedOnOneLine) in \(file.quotedOnOneLine), which "
                + "does not have it"
        case .unlistedTensor(let tensor, let file, let index):
            "\(file.quotedOnOneLine) has tensor \(tensor.quotedOnOneLine), which '\(index)' does "
                + "not name"
        case .duplicateTensor(let tensor, let files, let index):
            "\(files.map(\.quotedOnOneLine).joined(separator: " and ")) of '\(index)' both have "
                + "tensor \(tensor.quotedOnOneLine)"
        case .unknownTensor(let tensor, let index):
            "no file of '\(index)' has a tensor \(tensor.quotedOnOneLine)"
        }
    }
}

extension ShardError {
    /// Missing input for a file that is not there, bad input else.
    public var category: ErrorCategory {
        if case .missingShard = self { return .missingInput }
        return .badInput
    }
}
