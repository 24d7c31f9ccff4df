public import Files

/// Why a graph cannot be computed as a network.
public enum GraphNetworkError: ReportedError, Equatable, Sendable {
    /// An input of a node that its operation needs is left out.
    case missingInput(node: String, position: Int)

    /// LibTorch has nothing that computes the operation.
    case noOperator(node: String, operation: String)

    /// The size of an input or output is not the one that is needed.
    case wrongSize(what: String, found: String, needed: String)

    /// The operation of a node fails for the inputs that it gets.
    case failed(node: String, operation: String, inputs: [String], reason: String)

    /// One sentence: what is wrong, where.
    public var description: String {
        switch self {
        case .missingInput(let node, let position):
            "the input \(position + 1) of the node \(node.quotedOnOneLine) is left out; it is needed"
        case .noOperator(let node, let operation):
            "the node \(node.quotedOnOneLine) is \(operation.onOneLine), which cannot be trained with"
        case .wrongSize(let what, let found, let needed):
            "\(what) has the shape \(found); \(needed) is needed"
        case .failed(let node, let operation, let inputs, let reason):
            "the node \(node.quotedOnOneLine) (\(operation.onOneLine)) cannot be computed from "
                + inputs.map(\.onOneLine).joined(separator: ", ") + ": \(reason.onOneLine)"
        }
    }

    /// Bad input, or a failure of LibTorch.
    public var category: ErrorCategory {
        switch self {
        case .missingInput, .noOperator, .wrongSize: .badInput
        case .failed: .failure
        }
    }
}
