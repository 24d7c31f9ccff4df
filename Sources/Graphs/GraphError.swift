public import Files

/// What can be wrong with a graph.
public enum GraphError: ReportedError, Equatable, Sendable {
    /// The bytes of a weight are not as many as its type and shape need.
    case wrongByteCount(found: Int, type: String)
    /// Two nodes, inputs or weights have the same value as their result.
    case definedTwice(value: String)
    /// A node or an output uses a value that nothing defines.
    case undefined(value: String, user: String)
    /// Nodes need each other's results.
    case cycle(nodes: [String])
    /// A node has too few or too many inputs.
    case wrongInputCount(node: String, operation: String, found: Int, allowed: ClosedRange<Int>)
    /// The shapes, types or attributes of a node do not fit together.
    case invalid(node: String, operation: String, problem: String)
    /// An input that was needed was not given, or has another type.
    case wrongInput(name: String, problem: String)
    /// Channels cannot be removed from a network that computes the same without them.
    case notRemovable(coupling: String, problem: String)

    /// One sentence: what is wrong, what was found, what is allowed and where.
    public var description: String {
        switch self {
        case .wrongByteCount(let found, let type):
            "a tensor of the type \(type) has \(found) bytes, which its shape does not need"
        case .definedTwice(let value):
            "the value \(value.quotedOnOneLine) is defined twice; every value is defined once"
        case .undefined(let value, let user):
            "\(user.onOneLine) uses the value \(value.quotedOnOneLine), which nothing defines"
        case .cycle(let nodes):
            "the nodes \(nodes.prefix(4).map(\.quotedOnOneLine).joined(separator: ", ")) "
                + "need each other's results; a graph must not have cycles"
        case .wrongInputCount(let node, let operation, let found, let allowed):
            "node \(node.quotedOnOneLine) (\(operation)) has \(found) inputs; "
                + "\(Self.words(for: allowed)) needed"
        case .invalid(let node, let operation, let problem):
            "node \(node.quotedOnOneLine) (\(operation)): \(problem)"
        case .wrongInput(let name, let problem):
            "input \(name.quotedOnOneLine): \(problem)"
        case .notRemovable(let coupling, let problem):
            "channels of \(coupling.quotedOnOneLine) cannot be removed: \(problem.onOneLine)"
        }
    }

    private static func words(for allowed: ClosedRange<Int>) -> String {
        if allowed.upperBound == .max { return "at least \(allowed.lowerBound) are" }
        if allowed.count == 1 {
            return "\(allowed.lowerBound) \(allowed.lowerBound == 1 ? "is" : "are")"
        }
        return "\(allowed.lowerBound) to \(allowed.upperBound) are"
    }
}

extension GraphError {
    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
