import CTorch

/// Throws what LibTorch said if `status` is a failure. Every call into C passes through here.
func check(_ status: ctorch_status, _ operation: @autoclosure () -> String) throws {
    guard status != CTORCH_OK else { return }
    throw TorchError(
        operation: operation(), message: String(cString: ctorch_last_error()),
        isOfExchange: ctorch_last_error_is_of_exchange())
}

/// Wraps an owned handle that a successful call has written.
func owned(_ handle: ctorch_tensor?, _ operation: @autoclosure () -> String) throws -> Tensor {
    guard let handle else {
        throw TorchError(operation: operation(), message: "returned no tensor")
    }
    return Tensor(owning: handle)
}
