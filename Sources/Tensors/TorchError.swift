public import Files

/// An operation that LibTorch refused.
public struct TorchError: ReportedError, Equatable, Sendable {
    /// What was asked of LibTorch, such as `aten::matmul`.
    public let operation: String

    /// LibTorch's own words, without a stack trace.
    public let message: String

    /// Whether processes could not reach each other, rather than LibTorch refuse to compute.
    package let isOfExchange: Bool

    /// Creates an error from its parts.
    public init(operation: String, message: String) {
        self.init(operation: operation, message: message, isOfExchange: false)
    }

    init(operation: String, message: String, isOfExchange: Bool) {
        self.operation = operation
        self.message = message
        self.isOfExchange = isOfExchange
    }

    /// One line: the operation and the first line of LibTorch's message.
    public var description: String {
        let firstLine = message.split(separator: "\n", maxSplits: 1).first ?? "unknown failure"
        return "\(operation): \(firstLine)"
    }
}

extension TorchError {
    /// A failure.
    public var category: ErrorCategory { .failure }
}
