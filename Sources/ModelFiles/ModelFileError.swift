public import Files

/// Why the network in a file cannot be had, or not thinned.
public enum ModelFileError: ReportedError, Equatable, Sendable {
    /// The file carries tensors, but does not say what its network computes.
    case noGraph(path: String)

    /// The file is a network as it is run, and not the network itself.
    case prepared(path: String)

    /// Graphs have no elements of the type of a tensor.
    case elementType(tensor: String, path: String, type: String)

    /// The thinned network does not compute what the whole one does.
    case differs(path: String, difference: Double, largest: Double)

    /// One sentence: what is wrong, where.
    public var description: String {
        switch self {
        case .noGraph(let path):
            "'\(path)' carries no graph of its network ('pdp.graph')"
        case .prepared(let path):
            "'\(path)' is a prepared network, which is run and no more"
        case .elementType(let tensor, let path, let type):
            "the tensor '\(tensor)' of '\(path)' has elements of type \(type), which graphs do not have"
        case .differs(let path, let difference, let largest):
            "the thinned network differs from '\(path)' by \(difference), where the largest output is "
                + "\(largest); nothing was written"
        }
    }

    /// Bad input, or a failure of ours.
    public var category: ErrorCategory {
        switch self {
        case .noGraph, .prepared, .elementType: .badInput
        case .differs: .failure
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch self {
        case .noGraph:
            "models that prune writes do, if a graph can say what their network computes"
        case .prepared: "name the model that it was made from"
        case .elementType, .differs: nil
        }
    }
}
