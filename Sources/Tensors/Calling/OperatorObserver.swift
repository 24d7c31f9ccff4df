import CTorch

/// Sees the operators that this thread calls while ``observe(_:)`` runs.
public final class OperatorObserver {
    /// Told the name of an operator, such as `aten::conv2d`, its arguments and its results.
    let didCall: (_ name: String, _ arguments: [Argument], _ results: [Tensor]) -> Void

    /// Makes an observer.
    ///
    /// - Parameter didCall: Called after every call that has succeeded, with the name, such as
    ///   `aten::conv2d`, the arguments and the tensors that it returned.
    public init(
        _ didCall:
            @escaping (_ name: String, _ arguments: [Argument], _ results: [Tensor]) -> Void
    ) {
        self.didCall = didCall
    }

    /// Whether the operators that this thread calls are observed.
    static var isObserving: Bool { ctorch_operator_observer() != nil }

    /// Calls `body` and observes it, as the only observer of this thread.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    public func observe<Result>(_ body: () throws -> Result) rethrows -> Result {
        let previous = ctorch_operator_observer()
        ctorch_set_operator_observer(Unmanaged.passUnretained(self).toOpaque())
        defer { ctorch_set_operator_observer(previous) }
        return try withExtendedLifetime(self) { try body() }
    }
}

extension Tensor {
    /// Equal for two objects that are the same tensor of LibTorch, as long as one of them lives.
    public var identity: UInt { UInt(bitPattern: handle) }
}
