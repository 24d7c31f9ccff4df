import CTorch

/// The type in which convolutions and matrix products are computed, whatever that of their tensors: PyTorch's
/// automatic mixed precision.
///
/// LibTorch decides for each operator. Those that add up or take logarithms, such as losses, compute in single
/// precision, and the others in the types that they are given.
public enum Autocast: String, Sendable, CaseIterable {
    /// That of their tensors.
    case none
    /// 8 bits of digits and the range of single precision.
    case bfloat16
    /// 11 bits of digits and numbers up to 65504; gradients of a loss that is not scaled vanish.
    case float16

    /// What the operators that this thread calls on devices of the kind of `device` compute in.
    ///
    /// - Throws: ``TorchError`` if LibTorch uses another type.
    static func current(on device: Device) throws -> Autocast {
        var number: Int32 = -1
        try check(ctorch_autocast(device.typeNumber, &number), "autocast")
        guard number >= 0 else { return .none }
        guard let found = allCases.first(where: { $0.type?.rawValue == number }) else {
            throw TorchError(operation: "autocast", message: "it is on with the type \(number)")
        }
        return found
    }

    /// The type; `nil` where there is no other than that of the tensors.
    var type: ScalarType? {
        switch self {
        case .none: nil
        case .bfloat16: .bfloat16
        case .float16: .float16
        }
    }
}

/// Runs `body` with autocast for the operators that this thread calls on devices of the kind of `device`.
///
/// Meant for a forward pass and its loss; the backward pass computes in the types of the forward pass by
/// itself. Results may be of half precision. Calls may be nested, with ``Autocast/none`` inside for what needs
/// single precision.
///
/// - Parameters:
///   - autocast: The type; ``Autocast/none`` turns autocast off.
///   - device: Where the tensors are.
///   - body: What is computed.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws, after which autocast is as it was before, and ``TorchError`` for a device that
///   LibTorch has no autocast on.
public func withAutocast<Result>(
    _ autocast: Autocast, on device: Device = .cpu, _ body: () throws -> Result
) throws -> Result {
    let off: Int32 = -1
    let wanted = autocast.type?.rawValue ?? off
    var before = off
    try check(ctorch_autocast(device.typeNumber, &before), "autocast")
    guard before != wanted else { return try body() }
    try check(ctorch_set_autocast(device.typeNumber, wanted), "autocast")
    // Converted leaves are kept by their place in memory alone: not beyond a change of type or of their values.
    if wanted != off { ctorch_clear_autocast_cache() }
    defer {
        // What has been set can be set again.
        _ = ctorch_set_autocast(device.typeNumber, before)
        if wanted != off { ctorch_clear_autocast_cache() }
    }
    return try body()
}

extension Tensor {
    /// The elements in single precision where autocast has left less; else this tensor itself.
    public func widened() throws -> Tensor {
        switch scalarType {
        case .bfloat16, .float16: try converted(to: .float32)
        default: self
        }
    }
}
