import CTorch

/// Runs `body` without recording operators for back-propagation on this thread.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try recordingGradients(false, body)
}

/// Runs `body` with recording of operators for back-propagation on this thread.
func withGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try recordingGradients(true, body)
}

private func recordingGradients<Result>(
    _ isRecording: Bool, _ body: () throws -> Result
) rethrows -> Result {
    let wasEnabled = ctorch_gradients_enabled()
    ctorch_set_gradients_enabled(isRecording)
    defer { ctorch_set_gradients_enabled(wasEnabled) }
    return try body()
}

extension Tensor {
    /// Makes this tensor a leaf whose gradient is accumulated, or stops that.
    public func setRequiresGradient(_ requiresGradient: Bool) throws {
        try check(
            ctorch_tensor_set_requires_gradient(handle, requiresGradient), "requires gradient")
    }

    /// Back-propagates from this tensor into the gradients of the leaves it was computed from.
    ///
    /// - Parameter gradient: The gradient of this tensor; may be left out for a single element.
    /// - Throws: ``TorchError`` if nothing was recorded, or what a custom gradient threw, as text.
    public func backward(gradient: Tensor? = nil) throws {
        try check(ctorch_tensor_backward(handle, gradient?.handle), "backward")
    }

    /// Computes the gradients with respect to `leaves`, and accumulates them nowhere.
    ///
    /// - Parameters:
    ///   - leaves: All leaves with gradients that this tensor depends on, and maybe others.
    ///   - outputGradient: The gradient of this tensor.
    /// - Returns: A gradient for each leaf; `nil` for one that this tensor does not depend on.
    /// - Throws: ``TorchError`` if this tensor depends on another leaf that requires gradients.
    func gradients(of leaves: [Tensor], outputGradient: Tensor) throws -> [Tensor?] {
        let handles = leaves.map { Optional($0.handle) }
        var results = [ctorch_tensor?](repeating: nil, count: leaves.count)
        let status = withExtendedLifetime(leaves) {
            ctorch_gradients(
                handle, outputGradient.handle, handles, handles.count, &results)
        }
        try check(status, "checkpointed segment")
        return results.map { $0.map(Tensor.init(owning:)) }
    }

    /// The accumulated gradient; `nil` where none has been computed.
    public var gradient: Tensor? {
        get throws {
            var result: ctorch_tensor?
            try check(ctorch_tensor_gradient(handle, &result), "gradient")
            return result.map(Tensor.init(owning:))
        }
    }

    /// Replaces the accumulated gradient; `nil` removes it.
    public func setGradient(_ gradient: Tensor?) throws {
        try check(ctorch_tensor_set_gradient(handle, gradient?.handle), "set gradient")
    }

    /// How often the elements have been changed in place, however little. Waits for nothing.
    public var version: Int {
        get throws {
            var result: Int64 = 0
            try check(ctorch_tensor_version(handle, &result), "version")
            return Int(result)
        }
    }

    /// Counts a change in ``version`` that an operator on many tensors has made.
    func countChange() throws {
        try check(ctorch_tensor_count_change(handle), "count a change")
    }
}

/// Gives a function its own derivative.
///
/// - Parameters:
///   - inputs: What the output depends on.
///   - forward: Computes the output. It runs without recording gradients and must return a new
///     tensor, not one of the inputs.
///   - backward: Computes, from the gradient of the output, one gradient per input, `nil` for
///     none. It may be called on a thread of LibTorch, so it must not touch state that changes
///     meanwhile, and must not capture the output (that would be a cycle).
/// - Returns: The output of `forward`, differentiable by `backward`.
/// - Throws: What `forward` throws. What `backward` throws appears as a ``TorchError`` of
///   ``Tensor/backward(gradient:)``.
public func withCustomGradient(
    of inputs: [Tensor], forward: () throws -> Tensor,
    backward: @escaping (_ outputGradient: Tensor) throws -> [Tensor?]
) throws -> Tensor {
    let output = try withoutGradients(forward)
    let context = Unmanaged.passRetained(BackwardContext(backward)).toOpaque()
    let handles = inputs.map { Optional($0.handle) }
    var result: ctorch_tensor?
    let status = withExtendedLifetime(inputs) {
        ctorch_attach_backward(
            handles, handles.count, output.handle, context, runBackward, releaseBackward, &result)
    }
    try check(status, "custom gradient")
    return try owned(result, "custom gradient")
}

private final class BackwardContext {
    let backward: (Tensor) throws -> [Tensor?]

    init(_ backward: @escaping (Tensor) throws -> [Tensor?]) {
        self.backward = backward
    }
}

private func releaseBackward(context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<BackwardContext>.fromOpaque(context).release()
}

private func runBackward(
    context: UnsafeMutableRawPointer?, outputGradient: ctorch_tensor?,
    inputGradients: UnsafeMutablePointer<ctorch_tensor?>?, inputCount: Int
) -> ctorch_status {
    guard let context, let outputGradient, let inputGradients else { return CTORCH_FAILED }
    let closure = Unmanaged<BackwardContext>.fromOpaque(context).takeUnretainedValue()
    do {
        let gradient = Tensor(owning: outputGradient)
        let results = try withoutGradients { try closure.backward(gradient) }
        guard results.count == inputCount else {
            ctorch_set_error("backward gave \(results.count) gradients for \(inputCount) inputs")
            return CTORCH_FAILED
        }
        for (index, result) in results.enumerated() {
            inputGradients[index] = result.flatMap { ctorch_tensor_retain($0.handle) }
        }
        return CTORCH_OK
    } catch {
        ctorch_set_error("\(error)")
        return CTORCH_FAILED
    }
}
