import CTorch

/// An operator of LibTorch, looked up by name once.
///
/// `@unchecked Sendable`: the handle points at LibTorch's own immutable entry, which lives for ever.
public struct Operator: @unchecked Sendable {
    private let name: String
    private let handle: ctorch_operator?

    /// Finds `aten::name` with `overload`. A name that LibTorch does not have fails at the call.
    public init(_ name: String, overload: String = "") {
        self.name = "aten::" + name
        var handle: ctorch_operator?
        let status = ctorch_operator_find(self.name, overload, &handle)
        self.handle = status == CTORCH_OK ? handle : nil
    }

    /// Calls the operator and returns its first result.
    public func callAsFunction(_ arguments: Argument...) throws -> Tensor {
        try first(of: results(arguments))
    }

    /// Calls the operator for its effect on its arguments.
    public func run(_ arguments: Argument...) throws {
        _ = try results(arguments)
    }

    /// Calls the operator and returns all of its tensors, lists flattened.
    public func tensors(_ arguments: Argument...) throws -> [Tensor] {
        try results(arguments)
    }

    private func first(of results: [Tensor]) throws -> Tensor {
        guard let first = results.first else {
            throw TorchError(operation: name, message: "returned no tensor")
        }
        return first
    }

    private func results(_ arguments: [Argument]) throws -> [Tensor] {
        guard let handle else {
            throw TorchError(operation: name, message: "LibTorch has no such operator")
        }
        let frame = ArgumentFrame(arguments)
        let capacity = 64
        return try withUnsafeTemporaryAllocation(of: ctorch_value.self, capacity: capacity) { out in
            var count = 0
            let status = withExtendedLifetime(arguments) {
                ctorch_operator_call(
                    handle, frame.values, frame.values.count, out.baseAddress, capacity, &count)
            }
            try check(status, name)
            let results = out[..<count].compactMap { value -> Tensor? in
                guard value.tag == CTORCH_TENSOR, let pointer = value.pointer else { return nil }
                return Tensor(owning: OpaquePointer(pointer))
            }
            if let observer = ctorch_operator_observer() {
                Unmanaged<OperatorObserver>.fromOpaque(observer).takeUnretainedValue()
                    .didCall(name, arguments, results)
            }
            return results
        }
    }
}
