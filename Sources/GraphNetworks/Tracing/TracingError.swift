public import Files

/// Why a network cannot be written as a graph.
public enum TracingError: ReportedError, Equatable, Sendable {
    /// An operator of LibTorch has no counterpart.
    case noOperation(operators: [String])

    /// An argument of an operator is one that has no counterpart.
    case unusableArgument(operator: String, problem: String)

    /// The network calls other operators for another number of examples.
    case differentCalls(first: String, second: String)

    /// A size depends on the number of examples in a way that no graph can say.
    case unknownSize(operator: String, sizes: [Int])

    /// A tensor that the network makes itself differs from one run to the next.
    case changingConstant(name: String)

    /// A value is written in place.
    case overwritten(value: String)

    /// One sentence: what was found.
    public var description: String {
        switch self {
        case .noOperation(let operators):
            "the network calls \(operators.map { "'\($0)'" }.joined(separator: ", ")), which graphs "
                + "do not have"
        case .unusableArgument(let name, let problem):
            "the network calls '\(name)' \(problem), which graphs do not have"
        case .differentCalls(let first, let second):
            "the network calls '\(first)' for one number of examples and '\(second)' for another; a "
                + "graph does the same for every number"
        case .unknownSize(let name, let sizes):
            "the network calls '\(name)' with the sizes \(sizes.map(String.init).joined(separator: " and ")) "
                + "for two numbers of examples, which are no multiples of them"
        case .changingConstant(let name):
            "the network makes a tensor, '\(name)', that differs from one number of examples to "
                + "another"
        case .overwritten(let value):
            "the network overwrites the value '\(value)'; in a graph every value is written once"
        }
    }

    /// Bad input.
    public var category: ErrorCategory { .badInput }
}
